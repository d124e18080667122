#include <gmock/gmock.h>

#include "config/load/codecs.hpp"
#include "tests/unit/config/load/load_fixture.hpp"

namespace troupe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string hex_key = "0123456789abcdef0123456789abcdef";
const std::string no_intake = "troupe: {local_intake: {enabled: false}}\n";

class finalise : public load_fixture {};

// shows: api_key
TEST_F(finalise, white_space_and_quotes_around_a_key_go) {
  for (const std::string& value :
       {"'  " + hex_key + " '", "\"" + hex_key + "\\n\"", hex_key,
        "'\"" + hex_key + "\"'"}) {
    auto x = good("api_key: " + value + "\n");
    EXPECT_EQ(x.forwarder.api_key.reveal(), hex_key) << value;
    EXPECT_THAT(last.warnings, IsEmpty());
  }
}

TEST_F(finalise, a_key_that_is_no_key_stops_the_start_with_the_reason) {
  EXPECT_EQ(bad("api_key: '   '\n"),
            "datadog.yaml:1: api_key: is no key: it is blank; accepted: "
            "letters, digits, - and _");
  EXPECT_THAT(bad("api_key: a b\n"), HasSubstr("characters that no key has"));
  EXPECT_THAT(bad("api_key: <KEY>\n"), HasSubstr("characters that no key has"));
  EXPECT_THAT(bad("api_key: ${DD_API_KEY}\n"),
              HasSubstr("characters that no key has"));
  for (auto x :
       {"YOUR_API_KEY", "changeme", "your_api_key_here", "xxxxxxxxxxx"})
    EXPECT_THAT(bad("api_key: " + std::string{x} + "\n"),
                HasSubstr("it is a placeholder"))
        << x;
  EXPECT_THAT(bad("api_key: " + std::string(129, 'a') + "\n"),
              HasSubstr("longer than 128"));
}

TEST_F(finalise, a_key_of_32_zeros_is_one_and_odd_ones_warn) {
  auto zeros = std::string(32, '0');
  EXPECT_EQ(good("api_key: " + zeros + "\n").forwarder.api_key.reveal(), zeros);
  EXPECT_THAT(last.warnings, IsEmpty());
  EXPECT_EQ(good("api_key: abc\n").forwarder.api_key.reveal(), "abc");
  ASSERT_EQ(last.warnings.size(), 1u);
  EXPECT_THAT(last.warnings[0],
              HasSubstr("datadog.yaml:1: api_key: not 32 hex"));
}

// shows: troupe.local_intake.enabled
TEST_F(finalise, the_local_intake_runs_without_a_key_or_when_asked) {
  EXPECT_TRUE(good("#\n").intake.enabled);
  EXPECT_TRUE(good("api_key: \"\"\n").intake.enabled);
  EXPECT_FALSE(good("api_key: " + hex_key + "\n").intake.enabled);
  EXPECT_TRUE(good("api_key: " + hex_key
                   + "\ntroupe: {local_intake: {enabled: true}}\n")
                  .intake.enabled);
  EXPECT_FALSE(good("api_key: " + hex_key + "\n" + no_intake).intake.enabled);
}

TEST_F(finalise, no_key_and_no_local_intake_stop_the_start) {
  EXPECT_EQ(bad(no_intake),
            "datadog.yaml:1: troupe.local_intake.enabled: false, and there is "
            "no api_key: nothing would receive the data; set api_key (or "
            "DD_API_KEY), or leave this key out");
}

// shows: tags
// shows: extra_tags
// shows: env
TEST_F(finalise, host_tags_are_all_three_sources_each_once) {
  auto x = good("tags: [a:1, b]\nextra_tags: b c\nenv: prod\n");
  EXPECT_THAT(x.host.host_tags, ElementsAre("a:1", "b", "c", "env:prod"));
  EXPECT_THAT(good("extra_tags: [z]\n").host.host_tags, ElementsAre("z"));
}

// shows: run_path
TEST_F(finalise, the_run_path_depends_on_who_runs) {
  options.uid = 0;
  EXPECT_EQ(good("#\n").host.run_path, "/var/lib/troupe");
  options.uid = 1234;
  EXPECT_EQ(good("#\n").host.run_path, "/tmp/troupe-1234");
  options.env["XDG_RUNTIME_DIR"] = "/run/user/1234";
  EXPECT_EQ(good("#\n").host.run_path, "/run/user/1234/troupe");
  EXPECT_EQ(good("run_path: /a\n").host.run_path, "/a");
  options.flags = {{"run_path", "/b", "--run-dir"}};
  EXPECT_EQ(good("run_path: /a\n").host.run_path, "/b");
}

TEST_F(finalise, the_log_file_is_in_the_run_path_unless_named) {
  EXPECT_EQ(good("run_path: /a\n").log.log_file, "/a/troupe.log");
  EXPECT_EQ(good("run_path: /a\nlog_file: /b/c.log\n").log.log_file,
            "/b/c.log");
}

// shows: troupe.runtime.workers
TEST_F(finalise, workers_follow_the_cores_within_bounds) {
  options.cores = 4;
  EXPECT_EQ(good("#\n").runtime.workers, 4);
  options.cores = 1;
  EXPECT_EQ(good("#\n").runtime.workers, 2);
  options.cores = 64;
  EXPECT_EQ(good("#\n").runtime.workers, 8);
  EXPECT_EQ(good("troupe: {runtime: {workers: 16}}\n").runtime.workers, 16);
}

// shows: use_proxy_for_cloud_metadata
TEST_F(finalise, cloud_metadata_stays_off_the_proxy_unless_asked) {
  auto no_proxy = [&](const std::string& yaml) {
    return good(yaml).forwarder.proxy_no_proxy;
  };
  EXPECT_THAT(no_proxy("#\n"), IsEmpty());
  EXPECT_THAT(no_proxy("proxy: {http: \"http://p:1\", no_proxy: [a]}\n"),
              ElementsAre("a", "169.254.169.254", "100.100.100.200"));
  EXPECT_THAT(no_proxy("proxy: {https: \"http://p:1\"}\n"
                       "use_proxy_for_cloud_metadata: true\n"),
              IsEmpty());
}

TEST_F(finalise, proxies_come_from_the_agents_and_the_common_variables) {
  options.env = {{"HTTP_PROXY", "http://common:1"},
                 {"https_proxy", "http://lower:1"},
                 {"NO_PROXY", "a,b,.c"}};
  auto x = good("proxy: {http: \"http://file:1\"}\n").forwarder;
  EXPECT_EQ(x.proxy_http.reveal(), "http://common:1");
  EXPECT_EQ(x.proxy_https.reveal(), "http://lower:1");
  EXPECT_THAT(x.proxy_no_proxy, ElementsAre("a", "b", ".c", "169.254.169.254",
                                            "100.100.100.200"));
  options.env["DD_PROXY_HTTP"] = "http://own:1";
  options.env["DD_PROXY_NO_PROXY"] = "x y";
  x = good("#\n").forwarder;
  EXPECT_EQ(x.proxy_http.reveal(), "http://own:1");
  EXPECT_EQ(x.proxy_no_proxy[1], "y");
}

TEST_F(finalise, the_url_has_two_variables) {
  options.env["DD_URL"] = "http://b";
  EXPECT_EQ(good("#\n").forwarder.dd_url, "http://b");
  options.env["DD_DD_URL"] = "http://a:8080/x";
  EXPECT_EQ(good("#\n").forwarder.dd_url, "http://a:8080/x");
}

TEST_F(finalise, additional_endpoints_are_cleaned_and_joined) {
  auto xs = good("additional_endpoints:\n"
                 "  \"https://a/\": [k1, \" k1 \", k2, \"\"]\n"
                 "  \"https://a\": k3\n"
                 "  \"https://b\": []\n")
                .forwarder.additional_endpoints;
  ASSERT_EQ(xs.size(), 1u);
  EXPECT_EQ(xs[0].url, "https://a");
  ASSERT_EQ(xs[0].keys.size(), 3u);
  EXPECT_EQ(xs[0].keys[2].reveal(), "k3");
  options.env["DD_ADDITIONAL_ENDPOINTS"] = R"({"http://c:1":["k9"]})";
  xs = good("#\n").forwarder.additional_endpoints;
  ASSERT_EQ(xs.size(), 1u);
  EXPECT_EQ(xs[0].keys[0].reveal(), "k9");
}

TEST_F(finalise, agent_units_stay_the_agents) {
  auto x = good("forwarder_timeout: 7\naggregator_stop_timeout: 3\n"
                "forwarder_apikey_validation_interval: 5\n"
                "log_file_max_size: 2Mb\n"
                "check_sampler_stateful_metric_expiration_time: 26h\n"
                "dogstatsd_port: __random__\n");
  EXPECT_EQ(x.forwarder.forwarder_timeout, std::chrono::seconds{7});
  EXPECT_EQ(x.aggregator.aggregator_stop_timeout, std::chrono::seconds{3});
  EXPECT_EQ(x.forwarder.forwarder_apikey_validation_interval,
            std::chrono::minutes{5});
  EXPECT_EQ(x.log.log_file_max_size, 2 << 20);
  EXPECT_EQ(x.aggregator.check_sampler_stateful_metric_expiration_time,
            std::chrono::hours{26});
  EXPECT_EQ(x.dogstatsd.dogstatsd_port, dogstatsd_config::random_port);
}

TEST_F(finalise, percentiles_are_whole_percents_as_in_the_agent) {
  EXPECT_THAT(good("histogram_percentiles: [\"0.95\", 0.999, 0.5]\n")
                  .dogstatsd.histogram_percentiles,
              ElementsAre(95, 100, 50));
}

TEST(host_names, follow_rfc_1123_and_are_not_localhost) {
  for (auto x : {"a", "web-1", "web-1.example.com", "10", "A.b"})
    EXPECT_TRUE(is_host_name(x)) << x;
  for (auto x : {"", "-a", "a-", "a..b", ".a", "a.", "a_b", "a b", "localhost",
                 "LocalHost", "localhost.localdomain", "ip6-localhost"})
    EXPECT_FALSE(is_host_name(x)) << x;
  EXPECT_TRUE(is_host_name(std::string(255, 'a')));
  EXPECT_FALSE(is_host_name(std::string(256, 'a')));
}

} // namespace
} // namespace troupe
