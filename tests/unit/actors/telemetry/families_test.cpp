#include "actors/telemetry/families.hpp"

#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

namespace troupe::telemetry_parts {

namespace {

std::string text_of(const families& x) {
  return prometheus::TextSerializer{}.Serialize(x);
}

bool has(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(families, each_term_of_the_ledger_is_a_sample) {
  ledger rows;
  rows.values.enter(10);
  rows.values.leave(4);
  rows.values.drop(3, drop_reason::parse_value);
  rows.values.move(1, rest::queued, rest::disk);
  auto text = text_of(ledger_families(rows));
  auto line = [](const char* state, const char* reason, int n) {
    return R"(troupe_ledger_units{stage="values",state=")" + std::string{state}
           + R"(",reason=")" + reason + "\"} " + std::to_string(n);
  };
  EXPECT_TRUE(has(text, line("in", "", 10))) << text;
  EXPECT_TRUE(has(text, line("out", "", 4)));
  EXPECT_TRUE(has(text, line("dropped", "parse_value", 3)));
  EXPECT_TRUE(has(text, line("queued", "", 2)));
  EXPECT_TRUE(has(text, line("disk", "", 1)));
  EXPECT_TRUE(has(text, line("inflight", "", 0)));
  EXPECT_TRUE(has(text, R"(troupe_ledger_balance_units{stage="values"} 0)"));
}

TEST(families, every_stage_has_its_rows) {
  ledger rows;
  auto text = text_of(ledger_families(rows));
  for (auto row : rows.rows())
    EXPECT_NE(text.find("stage=\"" + row->name() + "\",state=\"in\""),
              text.npos);
}

TEST(families, each_actor_has_its_numbers) {
  supervision_tree tree;
  auto stats = tree.join("dogstatsd/0", "root", "actor", 100, false);
  stats->arrived = 9;
  stats->handled = 5;
  stats->abandoned = 1;
  stats->refused = 2;
  stats->busy_ns = 1'500'000'000;
  stats->busy_since_ns = 4'000'000'000;
  tree.running("dogstatsd/0", nullptr, 0);
  tree.restarted("dogstatsd/0");
  auto text = text_of(tree_families(tree.snapshot(), 6'500'000'000));
  auto line = [](const char* name, const char* value) {
    return "troupe_actor_" + std::string{name} + R"({actor="dogstatsd/0"} )"
           + value;
  };
  EXPECT_TRUE(has(text, line("arrived_total", "9"))) << text;
  EXPECT_TRUE(has(text, line("handled_total", "5")));
  EXPECT_TRUE(has(text, line("abandoned_total", "1")));
  EXPECT_TRUE(has(text, line("refused_total", "2")));
  EXPECT_TRUE(has(text, line("unhandled_total", "0")));
  EXPECT_TRUE(has(text, line("queue", "3")));
  EXPECT_TRUE(has(text, line("restarts_total", "1")));
  EXPECT_TRUE(has(text, line("running", "1")));
  EXPECT_TRUE(has(text, line("busy_seconds_total", "1.5")));
  EXPECT_TRUE(has(text, line("busy_since_seconds", "2.5")));
}

} // namespace

} // namespace troupe::telemetry_parts
