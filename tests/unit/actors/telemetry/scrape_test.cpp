#include "actors/telemetry/scrape.hpp"

#include <gtest/gtest.h>

namespace troupe::telemetry_parts {

namespace {

class scrape_test : public ::testing::Test {
public:
  scrape make(bool prometheus = true) {
    return scrape{{numbers, rows, tree, health, clock, nullptr,
                   [] {
                     return std::vector<std::pair<std::string, std::string>>{
                         {"API key ending with 1234", "API Key valid"}};
                   },
                   "0.1.0"},
                  prometheus};
  }

  static http_request request(const std::string& path,
                              const std::string& method = "GET") {
    http_request result;
    result.method = method;
    result.path = path;
    return result;
  }

  metrics numbers;
  ledger rows;
  supervision_tree tree;
  health_registry health;
  manual_clock clock{1'700'000'000};
};

TEST_F(scrape_test, prometheus_text_has_the_names_of_the_agent_and_ours) {
  numbers
      .counter("dogstatsd__processed", "Messages",
               {{"message_type", "metrics"}, {"state", "ok"}})
      .Increment(3);
  tree.join("clock", "root", "actor", 10, false);
  auto x = make().serve(request("/telemetry"));
  EXPECT_EQ(x.status, 200u);
  EXPECT_TRUE(x.content_type.starts_with("text/plain; version=0.0.4"));
  for (auto line :
       {"# TYPE dogstatsd__processed counter",
        R"(dogstatsd__processed{message_type="metrics",state="ok"} 3)",
        R"(troupe_actor_handled_total{actor="clock"} 0)",
        R"(troupe_ledger_units{stage="packets",state="in",reason=""} 0)"})
    EXPECT_NE(x.body.find(line), x.body.npos) << line;
}

// shows: telemetry.enabled
TEST_F(scrape_test, prometheus_can_be_switched_off_alone) {
  auto off = make(false);
  EXPECT_EQ(off.serve(request("/telemetry")).status, 404u);
  EXPECT_EQ(off.serve(request("/debug/vars")).status, 200u);
  EXPECT_EQ(off.serve(request("/live")).status, 200u);
  EXPECT_EQ(make(true).serve(request("/telemetry")).status, 200u);
}

TEST_F(scrape_test, expvar_tells_version_keys_and_uptime) {
  auto subject = make();
  clock.advance_ns(90'000'000'000);
  auto x = subject.serve(request("/debug/vars"));
  EXPECT_EQ(x.content_type, "application/json; charset=utf-8");
  EXPECT_NE(x.body.find(R"("version":"0.1.0")"), x.body.npos);
  EXPECT_NE(x.body.find(R"("uptime":90)"), x.body.npos);
  EXPECT_NE(x.body.find(R"("API key ending with 1234":"API Key valid")"),
            x.body.npos);
}

TEST_F(scrape_test, packets_of_the_last_second_follow_the_ticks) {
  auto& udp = numbers.counter("dogstatsd__udp_packets", "", {{"state", "ok"}});
  auto& uds = numbers.counter("dogstatsd__uds_packets", "",
                              {{"state", "ok"}, {"transport", "unix"}});
  auto subject = make();
  auto shown = [&](const std::string& n) {
    auto body = subject.serve(request("/debug/vars")).body;
    return body.find("\"PacketsLastSecond\":" + n + ",") != body.npos
           || body.find("\"PacketsLastSecond\":" + n + "}") != body.npos;
  };
  udp.Increment(1000);
  subject.tick();
  EXPECT_TRUE(shown("0"));
  udp.Increment(50);
  uds.Increment(10);
  clock.advance_ns(2'000'000'000);
  subject.tick();
  EXPECT_TRUE(shown("30"));
  clock.advance_ns(1'000'000'000);
  subject.tick();
  EXPECT_TRUE(shown("0"));
}

TEST_F(scrape_test, probes_are_served_and_the_rest_is_refused) {
  auto subject = make();
  EXPECT_EQ(subject.serve(request("/ready")).status, 200u);
  EXPECT_EQ(subject.serve(request("/")).status, 404u);
  EXPECT_EQ(subject.serve(request("/telemetry", "POST")).status, 405u);
}

} // namespace

} // namespace troupe::telemetry_parts
