#include "actors/intake/decode_protobuf.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "proto/intake/agent_payload.pb.h"
#include "tests/unit/actors/intake/support.hpp"

namespace troupe::local {

namespace {

TEST(decode_protobuf, the_golden_serie_is_read) {
  recording_sink to;
  ASSERT_TRUE(decode_series(golden_series(), to));
  ASSERT_EQ(to.series.size(), 1u);
  auto& x = to.series[0];
  EXPECT_EQ(x.metric, "m");
  EXPECT_EQ(x.host, "h");
  EXPECT_EQ(x.tags, std::vector<std::string>{"a:b"});
  EXPECT_EQ(x.type, serie_type::gauge);
  EXPECT_EQ(x.interval, 10);
  ASSERT_EQ(x.points.size(), 1u);
  EXPECT_EQ(x.points[0].ts, 1'700'000'000);
  EXPECT_EQ(x.points[0].value, 1.5);
}

TEST(decode_protobuf, the_golden_sketch_is_summarised) {
  recording_sink to;
  ASSERT_TRUE(decode_sketches(golden_sketches(), to));
  ASSERT_EQ(to.series.size(), 1u);
  auto& x = to.series[0];
  EXPECT_EQ(x.metric, "d");
  EXPECT_EQ(x.host, "h");
  EXPECT_EQ(x.type, serie_type::distribution);
  ASSERT_EQ(x.sketches.size(), 1u);
  auto& point = x.sketches[0];
  EXPECT_EQ(point.ts, 1'700'000'000);
  EXPECT_EQ(point.count, 2);
  EXPECT_EQ(point.sum, 11);
  EXPECT_EQ(point.min, 1);
  EXPECT_EQ(point.max, 10);
  EXPECT_EQ(point.avg, 5.5);
  // Half to even: rank 0 of two values.
  EXPECT_NEAR(point.p50, 1, 0.016);
  EXPECT_NEAR(point.p99, 10, 0.16);
}

TEST(decode_protobuf, resources_become_host_and_tags) {
  agent_payload::MetricPayload payload;
  auto serie = payload.add_series();
  serie->set_metric("disk.used");
  for (auto& [type, name] :
       {std::pair{"host", "web"}, {"device", "sda"}, {"pod", "p1"}}) {
    auto resource = serie->add_resources();
    resource->set_type(type);
    resource->set_name(name);
  }
  recording_sink to;
  ASSERT_TRUE(decode_series(payload.SerializeAsString(), to));
  EXPECT_EQ(to.series.at(0).host, "web");
  EXPECT_EQ(
      to.series[0].tags,
      (std::vector<std::string>{"device:sda", "dd.internal.resource:pod:p1"}));
}

TEST(decode_protobuf, points_that_are_no_numbers_are_skipped_alone) {
  agent_payload::MetricPayload payload;
  auto serie = payload.add_series();
  serie->set_metric("m");
  for (auto value : {1.0, std::nan(""), HUGE_VAL, 2.0})
    serie->add_points()->set_value(value);
  recording_sink to;
  ASSERT_TRUE(decode_series(payload.SerializeAsString(), to));
  EXPECT_EQ(to.series.at(0).points.size(), 2u);
  EXPECT_EQ(to.skipped[static_cast<size_t>(skip_reason::nonfinite)], 2u);
}

TEST(decode_protobuf, a_sketch_with_unequal_lists_is_skipped) {
  agent_payload::SketchPayload payload;
  auto sketch = payload.add_sketches();
  sketch->set_metric("d");
  auto bins = sketch->add_dogsketches();
  bins->set_cnt(2);
  bins->add_k(1);
  bins->add_k(2);
  bins->add_n(1);
  recording_sink to;
  ASSERT_TRUE(decode_sketches(payload.SerializeAsString(), to));
  EXPECT_TRUE(to.series.at(0).sketches.empty());
}

TEST(decode_protobuf, lying_lengths_and_cut_bodies_are_refused) {
  auto good = golden_series();
  for (size_t n = 1; n < good.size(); ++n) {
    recording_sink to;
    EXPECT_FALSE(decode_series(good.substr(0, n), to)) << n;
  }
  for (auto bad :
       {from_hex("0affffffff0f"), from_hex("0affffffff7f"), from_hex("0a05"),
        from_hex("ff"), from_hex("0f"), from_hex("0a03120180")}) {
    recording_sink to;
    EXPECT_FALSE(decode_series(bad, to));
    EXPECT_FALSE(decode_sketches(bad, to));
  }
}

TEST(decode_protobuf, text_that_is_no_utf8_is_refused) {
  recording_sink to;
  EXPECT_FALSE(decode_series(from_hex("0a04"
                                      "1202ff6d"),
                             to));
}

TEST(decode_protobuf, an_item_of_many_bytes_is_skipped) {
  agent_payload::MetricPayload payload;
  auto serie = payload.add_series();
  serie->set_metric(std::string(item_limits::encoded + 1, 'x'));
  payload.add_series()->set_metric("m");
  recording_sink to;
  ASSERT_TRUE(decode_series(payload.SerializeAsString(), to));
  ASSERT_EQ(to.series.size(), 1u);
  EXPECT_EQ(to.series[0].metric, "m");
  EXPECT_EQ(to.skipped[static_cast<size_t>(skip_reason::limit)], 1u);
}

TEST(decode_protobuf, the_number_of_items_is_bounded) {
  std::string body;
  for (size_t i = 0; i <= item_limits::items; ++i)
    body += std::string{"\x0a\x00", 2};
  recording_sink to;
  auto done = decode_series(body, to);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.err().code, errc::limit);
}

} // namespace

} // namespace troupe::local
