#include "actors/intake/decode_json.hpp"

#include <gtest/gtest.h>

#include "tests/unit/actors/intake/support.hpp"

namespace troupe::local {

namespace {

using tag_list = std::vector<std::string>;

TEST(decode_json, a_v1_serie_is_read) {
  recording_sink to;
  auto done = decode_series_json(
      R"({"series":[{"metric":"m","points":[[1700000000,1.5],[1700000010,2]],
      "tags":["a:b"],"host":"h","device":"sda","type":"rate","interval":10,
      "source_type_name":"System","unknown":{"x":[1,{}]}}], "more": [[]]})",
      to);
  ASSERT_TRUE(done) << done.err().text;
  ASSERT_EQ(to.series.size(), 1u);
  auto& x = to.series[0];
  EXPECT_EQ(x.metric, "m");
  EXPECT_EQ(x.host, "h");
  EXPECT_EQ(x.tags, (tag_list{"a:b", "device:sda"}));
  EXPECT_EQ(x.type, serie_type::rate);
  EXPECT_EQ(x.interval, 10);
  ASSERT_EQ(x.points.size(), 2u);
  EXPECT_EQ(x.points[1].ts, 1'700'000'010);
  EXPECT_EQ(x.points[1].value, 2);
}

TEST(decode_json, a_v2_serie_of_an_api_client_is_read) {
  recording_sink to;
  auto done = decode_series_json(
      R"({"series":[{"metric":"m","type":1,"points":[{"timestamp":1700000000,
      "value":7}],"resources":[{"type":"host","name":"h"},
      {"type":"pod","name":"p"}],"tags":["a"]}]})",
      to);
  ASSERT_TRUE(done) << done.err().text;
  auto& x = to.series.at(0);
  EXPECT_EQ(x.type, serie_type::count);
  EXPECT_EQ(x.host, "h");
  EXPECT_EQ(x.tags, (tag_list{"pod:p", "a"}));
  EXPECT_EQ(x.points.at(0).value, 7);
}

TEST(decode_json, escapes_and_null_are_understood) {
  recording_sink to;
  ASSERT_TRUE(decode_series_json(
      R"({"series":[{"metric":"m\u00fc\"","points":[],"tags":null,
      "host":null}]})",
      to));
  EXPECT_EQ(to.series.at(0).metric, "m\xc3\xbc\"");
  EXPECT_TRUE(to.series[0].tags.empty());
}

TEST(decode_json, check_runs_come_as_a_list_or_alone) {
  recording_sink to;
  ASSERT_TRUE(decode_check_runs(
      R"([{"check":"up","host_name":"h","timestamp":1700000000,"status":2,
      "message":"down","tags":null},{"check":"b","status":9}])",
      to));
  ASSERT_TRUE(
      decode_check_runs(R"({"check":"c","status":0,"tags":["x"]})", to));
  ASSERT_EQ(to.checks.size(), 3u);
  EXPECT_EQ(to.checks[0].name, "up");
  EXPECT_EQ(to.checks[0].status, 2);
  EXPECT_EQ(to.checks[0].message, "down");
  EXPECT_EQ(to.checks[0].ts, 1'700'000'000);
  EXPECT_EQ(to.checks[1].status, 3);
  EXPECT_EQ(to.checks[2].tags, tag_list{"x"});
}

TEST(decode_json, events_carry_their_source_type) {
  recording_sink to;
  auto done = decode_intake(
      R"({"apiKey":"","events":{"api":[{"msg_title":"t","msg_text":"x",
      "timestamp":1700000000,"priority":"low","host":"h","tags":["a:b"],
      "alert_type":"error","aggregation_key":"k"}],
      "docker":[{"msg_title":"u","msg_text":"y","timestamp":1,
      "source_type_name":"docker","event_type":"e"}]},
      "internalHostname":"h"})",
      to);
  ASSERT_TRUE(done) << done.err().text;
  ASSERT_EQ(to.events.size(), 2u);
  EXPECT_EQ(to.events[0].title, "t");
  EXPECT_EQ(to.events[0].source_type, "api");
  EXPECT_EQ(to.events[0].alert_type, "error");
  EXPECT_EQ(to.events[0].aggregation_key, "k");
  EXPECT_EQ(to.events[0].tags, tag_list{"a:b"});
  EXPECT_EQ(to.events[1].source_type, "docker");
  EXPECT_EQ(to.events[1].event_type, "e");
  EXPECT_TRUE(to.metadata.empty());
}

TEST(decode_json, the_metadata_of_a_host_is_kept_whole) {
  std::string body = R"({"agentVersion":"7","internalHostname":"h","meta":{}})";
  recording_sink to;
  ASSERT_TRUE(decode_intake(body, to));
  ASSERT_TRUE(decode_metadata(R"({"hostname":"i","uuid":"u"})", to));
  ASSERT_EQ(to.metadata.size(), 2u);
  EXPECT_EQ(to.metadata[0], (std::pair{std::string{"host h"}, body}));
  EXPECT_EQ(to.metadata[1].first, "metadata i");
}

TEST(decode_json, what_is_no_such_json_is_refused) {
  for (auto bad :
       {"", " ", "x", "{", "[]", "{\"series\":1}", "{\"series\":[1]}",
        "{\"series\":[{\"points\":[[1]]}]}",
        "{\"series\":[{\"points\":[[1,\"x\"]]}]}", "{\"series\":[]} trailing",
        "{\"series\":[{\"metric\":\"m\"}", "{\"series\":[{\"tags\":\"x\"}]}",
        "{\"series\":[{\"metric\":\"\xff\"}]}"}) {
    recording_sink to;
    auto done = decode_series_json(bad, to);
    ASSERT_FALSE(done) << bad;
    EXPECT_EQ(done.err().code, errc::bad_input) << bad;
  }
}

TEST(decode_json, deep_nesting_costs_nothing) {
  std::string deep =
      R"({"events":{"api":[{"tags":[)" + std::string(100'000, '[');
  recording_sink to;
  EXPECT_FALSE(decode_intake(deep, to));
  std::string ignored =
      R"({"x":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_TRUE(decode_intake(ignored, to));
}

TEST(decode_json, numbers_far_out_are_times_far_out) {
  recording_sink to;
  ASSERT_TRUE(decode_series_json(
      R"({"series":[{"metric":"m","points":[[1e300,1],[-1e300,1]]}]})", to));
  EXPECT_EQ(to.series.at(0).points[0].ts, 1'000'000'000'000'000);
  EXPECT_EQ(to.series[0].points[1].ts, -1);
}

} // namespace

} // namespace troupe::local
