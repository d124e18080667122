#include "actors/forwarder/resolve_endpoints.hpp"

#include "actors/forwarder/from_config.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

forwarder_config with_key(std::string key = "main-key") {
  forwarder_config x;
  x.api_key = secret{std::move(key)};
  x.convert_dd_site_fqdn_enabled = false;
  return x;
}

std::vector<endpoint> resolve(const forwarder_config& x,
                              const orchestrator_config& orchestrator = {},
                              const std::string& local = "") {
  return resolve_endpoints(routing_from(x, orchestrator, "7.50.1", local));
}

/// "role url key" of each endpoint that takes `kind`.
std::vector<std::string> takers(const std::vector<endpoint>& all,
                                payload_kind kind) {
  std::vector<std::string> result;
  for (const auto& x : all)
    if (x.takes_kind(kind))
      result.push_back(std::string{to_string(x.role)} + " " + x.url + " "
                       + x.key.reveal());
  return result;
}

using strings = std::vector<std::string>;

// shows: api_key
TEST(resolve_endpoints, the_default_site_gets_a_versioned_host) {
  auto all = resolve(with_key());
  EXPECT_EQ(takers(all, payload_kind::series_v2),
            strings{"main https://7-50-1-app.agent.datadoghq.com main-key"});
  EXPECT_EQ(takers(all, payload_kind::manifests),
            strings{"orchestrator https://orchestrator.datadoghq.com "
                    "main-key"});
  EXPECT_EQ(all.at(0).validate_url, "https://api.datadoghq.com");
  EXPECT_EQ(all.at(1).validate_url, "");
}

// shows: site
TEST(resolve_endpoints, the_site_decides_host_and_check) {
  auto x = with_key();
  x.site = "us3.datadoghq.com";
  auto all = resolve(x);
  EXPECT_EQ(all.at(0).url, "https://7-50-1-app.agent.us3.datadoghq.com");
  EXPECT_EQ(all.at(0).validate_url, "https://api.us3.datadoghq.com");
  EXPECT_EQ(all.at(1).url, "https://orchestrator.us3.datadoghq.com");
}

TEST(resolve_endpoints, an_unknown_site_is_taken_as_it_is) {
  auto x = with_key();
  x.site = "example.test";
  auto all = resolve(x);
  EXPECT_EQ(all.at(0).url, "https://app.example.test");
  EXPECT_EQ(all.at(0).validate_url, "https://app.example.test");
}

// shows: convert_dd_site_fqdn.enabled
TEST(resolve_endpoints, known_sites_may_end_in_a_dot) {
  auto x = with_key();
  x.convert_dd_site_fqdn_enabled = true;
  auto all = resolve(x);
  EXPECT_EQ(all.at(0).url, "https://7-50-1-app.agent.datadoghq.com.");
  EXPECT_EQ(all.at(0).validate_url, "https://api.datadoghq.com");
  EXPECT_EQ(all.at(1).url, "https://orchestrator.datadoghq.com.");
  x.site = "example.test";
  EXPECT_EQ(resolve(x).at(0).url, "https://app.example.test");
}

// shows: dd_url
TEST(resolve_endpoints, dd_url_replaces_the_main_host_and_its_check) {
  auto x = with_key();
  x.dd_url = "http://127.0.0.1:9000/";
  auto all = resolve(x);
  EXPECT_EQ(all.at(0).url, "http://127.0.0.1:9000");
  EXPECT_EQ(all.at(0).validate_url, "http://127.0.0.1:9000");
  x.dd_url = "https://app.datadoghq.eu";
  EXPECT_EQ(resolve(x).at(0).url, "https://7-50-1-app.agent.datadoghq.eu");
}

TEST(resolve_endpoints, only_app_hosts_of_a_site_carry_the_version) {
  auto x = with_key();
  for (auto url :
       {"https://relay.datadoghq.com", "https://app.example.test",
        "https://app.relay.datadoghq.com", "https://appdatadoghq.com"}) {
    x.dd_url = url;
    EXPECT_EQ(resolve(x).at(0).url, url);
  }
  x.dd_url = "https://app.mrf.us3.datadoghq.com";
  EXPECT_EQ(resolve(x).at(0).url,
            "https://7-50-1-app.agent.mrf.us3.datadoghq.com");
}

// shows: additional_endpoints
TEST(resolve_endpoints, additional_endpoints_get_every_key) {
  auto x = with_key();
  x.additional_endpoints = {
      {"https://app.datadoghq.eu", {secret{"eu-1"}, secret{" eu-2\n"}}},
      {"http://relay.test:8080/", {secret{"relay"}}}};
  auto all = resolve(x);
  EXPECT_EQ(takers(all, payload_kind::events),
            (strings{"main https://7-50-1-app.agent.datadoghq.com main-key",
                     "additional https://7-50-1-app.agent.datadoghq.eu eu-1",
                     "additional https://7-50-1-app.agent.datadoghq.eu eu-2",
                     "additional http://relay.test:8080 relay"}));
  EXPECT_EQ(all.at(1).keys_of_url, 2u);
  EXPECT_EQ(all.at(1).validate_url, "https://api.datadoghq.eu");
  EXPECT_EQ(all.at(3).keys_of_url, 1u);
  EXPECT_EQ(takers(all, payload_kind::orchestrator).size(), 1u);
}

TEST(resolve_endpoints, the_same_url_and_key_is_one_endpoint) {
  auto x = with_key();
  x.convert_dd_site_fqdn_enabled = true;
  x.additional_endpoints = {
      {"https://app.datadoghq.com",
       {secret{"main-key"}, secret{"second"}, secret{"second"}, secret{""}}}};
  EXPECT_EQ(takers(resolve(x), payload_kind::series_v2),
            (strings{"main https://7-50-1-app.agent.datadoghq.com. main-key",
                     "additional https://7-50-1-app.agent.datadoghq.com "
                     "second"}));
}

// shows: orchestrator_explorer.orchestrator_dd_url
TEST(resolve_endpoints, the_orchestrator_may_have_its_own_url) {
  orchestrator_config orchestrator;
  orchestrator.orchestrator_dd_url = "https://orch.test";
  EXPECT_EQ(takers(resolve(with_key(), orchestrator),
                   payload_kind::orchestrator_legacy),
            strings{"orchestrator https://orch.test main-key"});
}

// shows: orchestrator_explorer.orchestrator_additional_endpoints
TEST(resolve_endpoints, the_orchestrator_may_have_more_endpoints) {
  orchestrator_config orchestrator;
  orchestrator.orchestrator_additional_endpoints = {
      {"https://orch2.test", {secret{"k2"}}}};
  auto all = resolve(with_key(), orchestrator);
  EXPECT_EQ(takers(all, payload_kind::orchestrator),
            (strings{"orchestrator https://orchestrator.datadoghq.com main-key",
                     "orchestrator https://orch2.test k2"}));
  EXPECT_EQ(takers(all, payload_kind::series_v2).size(), 1u);
}

TEST(resolve_endpoints, a_pipelines_worker_takes_the_metrics_of_the_main_one) {
  auto options = routing_from(with_key(), {}, "7.50.1", "");
  options.pipelines_url = "http://opw.test:8383";
  options.additional_endpoints = {{"http://second.test", {secret{"k2"}}}};
  auto all = resolve_endpoints(options);
  EXPECT_EQ(takers(all, payload_kind::series_v2),
            (strings{"pipelines http://opw.test:8383 main-key",
                     "additional http://second.test k2"}));
  EXPECT_EQ(takers(all, payload_kind::sketches),
            takers(all, payload_kind::series_v2));
  EXPECT_EQ(takers(all, payload_kind::events),
            (strings{"main https://7-50-1-app.agent.datadoghq.com main-key",
                     "additional http://second.test k2"}));
}

TEST(resolve_endpoints, without_a_key_only_the_local_intake_is_left) {
  auto all = resolve(with_key(""), {}, "http://127.0.0.1:8228");
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].role, endpoint_role::local);
  EXPECT_EQ(all[0].url, "http://127.0.0.1:8228");
  EXPECT_TRUE(all[0].takes.all());
  EXPECT_EQ(all[0].validate_url, "");
}

TEST(resolve_endpoints, the_local_intake_gets_everything_too) {
  auto all = resolve(with_key(), {}, "http://127.0.0.1:8228");
  EXPECT_EQ(takers(all, payload_kind::series_v2).size(), 2u);
  EXPECT_EQ(takers(all, payload_kind::manifests).size(), 2u);
}

TEST(resolve_endpoints, a_key_of_zeros_is_never_checked) {
  auto x = with_key(std::string{placeholder_key});
  EXPECT_EQ(resolve(x).at(0).validate_url, "");
}

TEST(datadog_site_of, knows_the_sites_with_and_without_region) {
  EXPECT_EQ(datadog_site_of("https://app.datadoghq.com"), "datadoghq.com");
  EXPECT_EQ(datadog_site_of("https://x.us5.datadoghq.com./y"),
            "us5.datadoghq.com");
  EXPECT_EQ(datadog_site_of("https://ddog-gov.com"), "ddog-gov.com");
  EXPECT_EQ(datadog_site_of("https://a.ap1.datadoghq.com"),
            "ap1.datadoghq.com");
  EXPECT_EQ(datadog_site_of("https://mydatadoghq.com"), std::nullopt);
  EXPECT_EQ(datadog_site_of("https://datadoghq.com.evil.test"), std::nullopt);
}

} // namespace
} // namespace troupe
