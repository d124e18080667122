#include "config/load/secret_values.hpp"

#include <gmock/gmock.h>

#include "tests/unit/config/load/load_fixture.hpp"

namespace troupe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string canary = "c4n4ry0123456789c4n4ry0123456789";
const std::string backend = "secret_backend_command: /bin/backend\n";

class secret_values_test : public load_fixture {
protected:
  /// A backend that answers with `answer`.
  void backend_says(std::string answer) {
    options.run_secret_backend =
        [this, answer](const secrets_config& x,
                       const std::string& request) -> result<std::string> {
      seen = x;
      requests.push_back(request);
      return answer;
    };
  }

  secrets_config seen;
  std::vector<std::string> requests;
};

TEST(secret_handle, is_marked_by_enc_and_brackets) {
  EXPECT_EQ(secret_handle("ENC[a/b]"), "a/b");
  EXPECT_EQ(secret_handle(" \tENC[a] "), "a");
  EXPECT_EQ(secret_handle("ENC[a"), std::nullopt);
  EXPECT_EQ(secret_handle("xENC[a]"), std::nullopt);
  EXPECT_EQ(secret_handle("enc[a]"), std::nullopt);
}

// shows: secret_backend_command
TEST_F(secret_values_test, all_handles_go_in_one_call_and_values_come_back) {
  backend_says(R"({"key":{"value":")" + canary
               + R"(","error":""},"port":{"value":"99"},"x":{"value":"k2"}})");
  auto x = good(
      backend
      + "api_key: ENC[key]\ndogstatsd_port: ENC[port]\n"
        "additional_endpoints: {\"https://a\": [\"ENC[x]\", \"ENC[key]\"]}\n"
        "secret_backend_arguments: [--one, \"two three\"]\n");
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0], R"({"version":"1.0","secrets":["key","port","x"]})");
  EXPECT_EQ(x.forwarder.api_key.reveal(), canary);
  EXPECT_EQ(x.dogstatsd.dogstatsd_port, 99);
  ASSERT_EQ(x.forwarder.additional_endpoints.size(), 1u);
  EXPECT_EQ(x.forwarder.additional_endpoints[0].keys[1].reveal(), canary);
  EXPECT_EQ(seen.secret_backend_command, "/bin/backend");
  EXPECT_EQ(seen.secret_backend_arguments[1], "two three");
}

TEST_F(secret_values_test, variables_may_hold_handles) {
  backend_says(R"({"e":{"value":"abc"}})");
  options.env["DD_API_KEY"] = "ENC[e]";
  EXPECT_EQ(good(backend).forwarder.api_key.reveal(), "abc");
}

TEST_F(secret_values_test, nothing_is_asked_for_keys_that_nobody_reads) {
  backend_says("{}");
  good(backend + "app_key: ENC[app]\nlogs_config:\n  x: ENC[y]\n");
  EXPECT_TRUE(requests.empty());
}

TEST_F(secret_values_test, a_handle_without_backend_stops_the_start) {
  EXPECT_EQ(bad("\napi_key: ENC[key]\n"),
            "datadog.yaml:2: api_key: is a secret that cannot be resolved: "
            "secret_backend_command: is not set, so nothing resolves ENC[...] "
            "for handle \"key\"");
}

TEST_F(secret_values_test, any_handle_without_value_fails_the_whole) {
  auto with = [&](const std::string& answer) {
    backend_says(answer);
    return bad(backend + "api_key: ENC[k]\n");
  };
  EXPECT_THAT(with("{}"), HasSubstr("no answer for handle \"k\""));
  EXPECT_THAT(with(R"({"k":{"value":""}})"), HasSubstr("an empty value"));
  EXPECT_THAT(with(R"({"k":{"error":"denied )" + canary + R"("}})"),
              HasSubstr("it reports an error"));
  EXPECT_THAT(with(R"({"k":{"error":"denied )" + canary + R"("}})"),
              Not(HasSubstr(canary)));
  EXPECT_THAT(with(R"({"k":{"value":7}})"), HasSubstr("no value"));
  EXPECT_THAT(with("not json " + canary), HasSubstr("is no JSON object"));
  EXPECT_THAT(with("not json " + canary), Not(HasSubstr(canary)));
  EXPECT_THAT(with("[]"), HasSubstr("is no JSON object"));
}

TEST_F(secret_values_test, a_resolved_value_is_never_shown) {
  backend_says(R"({"k":{"value":"hunter2 !"}})");
  EXPECT_EQ(bad(backend + "dogstatsd_port: ENC[k]\n"),
            "datadog.yaml:2: dogstatsd_port: cannot use the value of the "
            "secret; accepted: 0 to 65535, or __random__");
  EXPECT_THAT(bad(backend + "histogram_aggregates: ENC[k]\n"),
              Not(HasSubstr("hunter2")));
  EXPECT_THAT(bad(backend + "additional_endpoints: {\"http://a\": 'ENC[k]'}\n"),
              Not(HasSubstr("hunter2")));
}

// shows: secret_backend_remove_trailing_line_break
TEST_F(secret_values_test, line_breaks_at_the_end_go_when_asked) {
  backend_says(R"({"k":{"value":"/run/x\n\r\n"}})");
  EXPECT_EQ(good(backend
                 + "secret_backend_remove_trailing_line_break: true\n"
                   "statsd_metric_namespace: ENC[k]\n")
                .dogstatsd.statsd_metric_namespace,
            "/run/x");
  backend_says(R"({"k":{"value":"\n"}})");
  EXPECT_THAT(bad(backend
                  + "secret_backend_remove_trailing_line_break: true\n"
                    "api_key: ENC[k]\n"),
              HasSubstr("an empty value"));
  EXPECT_THAT(bad(backend + "api_key: ENC[k]\n"), HasSubstr("it is blank"));
}

TEST_F(secret_values_test, the_backends_own_keys_are_no_secrets) {
  backend_says("{}");
  EXPECT_THAT(bad("secret_backend_command: ENC[k]\n"),
              HasSubstr("datadog.yaml:1: secret_backend_command: cannot be a "
                        "secret itself"));
}

TEST_F(secret_values_test, what_the_runner_reports_is_passed_on) {
  options.run_secret_backend = [](const auto&,
                                  const auto&) -> result<std::string> {
    return error{errc::timeout, "/bin/backend did not end"};
  };
  EXPECT_THAT(bad(backend + "api_key: ENC[k]\n"),
              HasSubstr("datadog.yaml:2: api_key: is a secret that cannot be "
                        "resolved: /bin/backend did not end"));
}

} // namespace
} // namespace troupe
