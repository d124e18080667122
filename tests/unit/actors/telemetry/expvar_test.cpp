#include "actors/telemetry/expvar.hpp"

#include <set>
#include <string_view>

#include <gtest/gtest.h>

#include "actors/telemetry/expvar_table.hpp"
#include "runtime/observability/metrics.hpp"

namespace troupe::telemetry_parts {

namespace {

class expvar_test : public ::testing::Test {
public:
  void count(const std::string& name, double n, metric_labels labels = {}) {
    numbers.counter(name, "", labels).Increment(n);
  }

  std::string shown() {
    return expvar_json(numbers.collect(), facts);
  }

  bool has(const std::string& text) {
    return shown().find(text) != std::string::npos;
  }

  metrics numbers;
  expvar_facts facts;
};

TEST_F(expvar_test, every_map_is_there_before_anything_counts) {
  for (auto name :
       {"aggregator", "forwarder", "dogstatsd", "dogstatsd-udp",
        "dogstatsd-uds", "serializer", "no_aggregation", "jsonstream"})
    EXPECT_TRUE(has("\"" + std::string{name} + "\":{")) << name;
  EXPECT_TRUE(has(R"("SuccessByEndpoint":{})"));
  EXPECT_TRUE(has(R"("MetricParseErrors":0)"));
}

TEST_F(expvar_test, outcomes_are_told_apart_by_their_labels) {
  count("dogstatsd__processed", 5,
        {{"message_type", "metrics"}, {"state", "ok"}});
  count("dogstatsd__processed", 2,
        {{"message_type", "metrics"}, {"state", "error"}});
  count("dogstatsd__processed", 3,
        {{"message_type", "events"}, {"state", "error"}});
  EXPECT_TRUE(has(R"("MetricPackets":5)"));
  EXPECT_TRUE(has(R"("MetricParseErrors":2)"));
  EXPECT_TRUE(has(R"("EventParseErrors":3)"));
  EXPECT_TRUE(has(R"("EventPackets":0)"));
}

TEST_F(expvar_test, samples_of_one_member_add_up) {
  for (auto domain : {"a", "b"})
    count("transactions__success", 2,
          {{"domain", domain}, {"endpoint", "series_v2"}});
  count("transactions__success", 1, {{"domain", "a"}, {"endpoint", "intake"}});
  EXPECT_TRUE(has(R"("Success":5)"));
  EXPECT_TRUE(has(R"("SuccessByEndpoint":{"intake":1,"series_v2":4})"));
}

TEST_F(expvar_test, the_last_flush_is_shown_by_kind) {
  numbers.gauge("aggregator__flush_count", "", {{"data_type", "series"}})
      .Set(12);
  numbers.gauge("aggregator__flush_time", "", {{"timer", "MainFlushTime"}})
      .Set(1500);
  EXPECT_TRUE(has(R"("Series":12)"));
  EXPECT_TRUE(has(R"("LastFlush":{"MainFlushTime":1500})"));
}

TEST_F(expvar_test, facts_that_are_no_counters_are_shown) {
  facts.version = "0.1.0";
  facts.pid = 42;
  facts.uptime_s = 7;
  facts.packets_last_second = 99;
  facts.api_keys = {{"API key ending with 1234", "API Key \"valid\""}};
  EXPECT_TRUE(has(R"("version":"0.1.0")"));
  EXPECT_TRUE(has(R"("pid":42)"));
  EXPECT_TRUE(has(R"("uptime":7)"));
  EXPECT_TRUE(has(R"("PacketsLastSecond":99)"));
  EXPECT_TRUE(has(
      R"("APIKeyStatus":{"API key ending with 1234":"API Key \"valid\""})"));
}

TEST_F(expvar_test, whole_numbers_have_no_fraction) {
  count("compressor__bytes_in", 3e12);
  numbers.gauge("aggregator__dogstatsd_contexts", "").Set(2.5);
  EXPECT_TRUE(has(R"("BytesIn":3000000000000)"));
  EXPECT_TRUE(has(R"("DogstatsdContexts":2.5)"));
}

TEST_F(expvar_test, every_row_of_the_table_shows_its_counter) {
  std::set<std::string_view> members;
  for (auto& row : expvar_rows) {
    EXPECT_TRUE(members.insert(row.member).second) << row.member;
    metrics fresh;
    metric_labels labels;
    if (!row.label.empty())
      labels[std::string{row.label}] = row.value;
    if (!row.state.empty())
      labels["state"] = row.state;
    if (!row.by.empty())
      labels[std::string{row.by}] = "x";
    fresh.counter(std::string{row.family}, "", labels).Increment(7654);
    auto shown = expvar_json(fresh.collect(), {});
    auto name = std::string{row.member.substr(row.member.rfind('/') + 1)};
    auto wanted = row.by.empty() ? "\"" + name + "\":7654"
                                 : "\"" + name + "\":{\"x\":7654}";
    EXPECT_NE(shown.find(wanted), shown.npos) << row.member;
  }
}

} // namespace

} // namespace troupe::telemetry_parts
