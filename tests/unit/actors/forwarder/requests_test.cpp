#include "actors/forwarder/requests.hpp"

#include "tests/support/forwarding.hpp"

#include <map>

#include <gtest/gtest.h>

namespace troupe {
namespace {

using test::make_payload;

std::map<std::string, std::string> headers(const http_call& x) {
  return {x.headers.begin(), x.headers.end()};
}

http_call request(payload_kind kind, sender_identity who = {"7.50.1", false},
                  uint32_t attempts = 1) {
  auto to = test::make_endpoint("https://intake.test", "the-key");
  return payload_request(to, {make_payload("abc", kind), 1, attempts, 0}, who);
}

TEST(requests, a_payload_goes_to_its_route_with_key_and_sender) {
  auto x = request(payload_kind::series_v2);
  EXPECT_EQ(x.method, "POST");
  EXPECT_EQ(x.url, "https://intake.test/api/v2/series");
  EXPECT_EQ(x.body, "abc");
  EXPECT_EQ(headers(x), (std::map<std::string, std::string>{
                            {"Content-Type", "application/x-protobuf"},
                            {"DD-Api-Key", "the-key"},
                            {"DD-Agent-Version", "7.50.1"},
                            {"User-Agent", "datadog-agent/7.50.1"}}));
}

TEST(requests, every_kind_has_its_route) {
  const std::map<payload_kind, std::string> routes = {
      {payload_kind::series_v1, "/api/v1/series"},
      {payload_kind::sketches, "/api/beta/sketches"},
      {payload_kind::service_checks, "/api/v1/check_run"},
      {payload_kind::events, "/intake/"},
      {payload_kind::host_metadata, "/intake/"},
      {payload_kind::metadata, "/api/v1/metadata"},
      {payload_kind::orchestrator, "/api/v2/orch"},
      {payload_kind::orchestrator_legacy, "/api/v1/orchestrator"},
      {payload_kind::manifests, "/api/v2/orchmanif"}};
  for (const auto& [kind, path] : routes)
    EXPECT_EQ(request(kind).url, "https://intake.test" + path);
}

TEST(requests, the_body_outlives_the_transaction) {
  http_call x;
  {
    auto body = make_payload(std::string(1000, 'q'));
    x = payload_request(test::make_endpoint("http://a"), {body, 1, 1, 0}, {});
  }
  EXPECT_EQ(x.body, std::string(1000, 'q'));
}

TEST(requests, arbitrary_tag_values_are_asked_for_when_allowed) {
  EXPECT_EQ(headers(request(payload_kind::series_v2, {"1", true}))
                .at("Allow-Arbitrary-Tag-Value"),
            "true");
  EXPECT_EQ(headers(request(payload_kind::series_v2, {"1", false}))
                .count("Allow-Arbitrary-Tag-Value"),
            0u);
}

TEST(requests, process_like_payloads_count_their_attempts) {
  auto x = request(payload_kind::orchestrator, {}, 3);
  EXPECT_EQ(headers(x).at("X-DD-Agent-Attempts"), "3");
  EXPECT_EQ(headers(request(payload_kind::manifests, {}, 1))
                .at("X-DD-Agent-Attempts"),
            "1");
  EXPECT_EQ(
      headers(request(payload_kind::series_v2)).count("X-DD-Agent-Attempts"),
      0u);
}

TEST(requests, a_key_check_hides_its_url_and_escapes_the_key) {
  auto x = key_check_request("https://api.datadoghq.com", secret{"ab/c&d"},
                             {"7.50.1", false}, 5000);
  EXPECT_EQ(x.method, "GET");
  EXPECT_EQ(x.url,
            "https://api.datadoghq.com/api/v1/validate?api_key=ab%2Fc%26d");
  EXPECT_TRUE(x.secret_url);
  EXPECT_EQ(x.timeout_ms, 5000);
  EXPECT_EQ(headers(x).at("User-Agent"), "datadog-agent/7.50.1");
  EXPECT_EQ(headers(x).count("DD-Api-Key"), 0u);
}

} // namespace
} // namespace troupe
