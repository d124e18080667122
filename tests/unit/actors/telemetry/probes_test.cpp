#include "actors/telemetry/probes.hpp"

#include <gtest/gtest.h>

namespace troupe::telemetry_parts {

namespace {

http_request get(const std::string& path) {
  http_request result;
  result.method = "GET";
  result.path = path;
  return result;
}

TEST(probes, readiness_names_each_part_and_its_reason) {
  health_registry health;
  health.set("listener/udp", health_state::failed, "port 8125 is taken");
  health.set("intake", health_state::ok);
  auto x = answer_probe(get("/ready"), health, nullptr);
  ASSERT_TRUE(x);
  EXPECT_EQ(x->status, 503u);
  EXPECT_EQ(x->body, R"({"ready":false,"stopping":false,"parts":[)"
                     R"({"part":"intake","state":"ok","reason":""},)"
                     R"({"part":"listener/udp","state":"failed",)"
                     R"("reason":"port 8125 is taken"}]})");
  health.set("listener/udp", health_state::degraded, "slow");
  EXPECT_EQ(answer_probe(get("/ready"), health, nullptr)->status, 200u);
  health.stop();
  x = answer_probe(get("/ready"), health, nullptr);
  EXPECT_EQ(x->status, 503u);
  EXPECT_NE(x->body.find(R"("stopping":true)"), x->body.npos);
}

TEST(probes, life_ends_when_an_actor_is_stuck) {
  health_registry health;
  health.set("listener/udp", health_state::failed, "does not matter");
  std::vector<std::string> ids;
  auto stuck = [&] { return ids; };
  auto x = answer_probe(get("/live"), health, stuck);
  EXPECT_EQ(x->status, 200u);
  EXPECT_EQ(x->body, R"({"live":true,"stuck":[]})");
  ids = {"serializer"};
  x = answer_probe(get("/live"), health, stuck);
  EXPECT_EQ(x->status, 503u);
  EXPECT_EQ(x->body, R"({"live":false,"stuck":["serializer"]})");
  EXPECT_EQ(answer_probe(get("/live"), health, nullptr)->status, 200u);
}

TEST(probes, other_paths_and_methods_are_no_probes) {
  health_registry health;
  EXPECT_FALSE(answer_probe(get("/telemetry"), health, nullptr).has_value());
  auto x = get("/ready");
  x.method = "POST";
  EXPECT_EQ(answer_probe(x, health, nullptr)->status, 405u);
}

} // namespace

} // namespace troupe::telemetry_parts
