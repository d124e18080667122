#include "actors/serializer/metric_rows.hpp"

#include <cmath>

#include "proto/intake/agent_payload.pb.h"
#include "runtime/flow/ledger.hpp"
#include "tests/unit/actors/serializer/payloads.hpp"
#include "tests/unit/proto/intake/builders.hpp"

namespace troupe {

namespace {

constexpr int64_t now = 1'700'000'000;

/// The rows, what they need, and what comes out.
struct rig {
  rig() {
    options.hostname = "h";
    options.config.serializer_compressor_kind = compressor_kind::none;
    options.log = [this](std::string_view line) { lines.emplace_back(line); };
  }

  metric_rows& rows() {
    if (!rows_) {
      auto kind = options.config.serializer_compressor_kind;
      auto factory = options.compressor;
      if (!factory)
        factory = [kind] { return make_compressor(kind, 1); };
      out_.emplace(std::string{factory()->encoding()}, clock, counters,
                   kept.sink());
      rows_.emplace(options, factory, *out_);
    }
    return *rows_;
  }

  void add(std::vector<serie> series, std::vector<sketch_serie> sketches = {}) {
    uint64_t points = 0;
    for (auto& x : series)
      points += x.points.size();
    for (auto& x : sketches)
      points += x.points.size();
    rows().add(flush_batch{std::move(series), std::move(sketches),
                           ticket{books.points, points}});
  }

  uint64_t dropped(drop_reason why) {
    return books.points.snapshot().dropped[static_cast<size_t>(why)];
  }

  void expect_settled(uint64_t in, uint64_t out) {
    auto row = books.points.snapshot();
    EXPECT_EQ(row.in, in);
    EXPECT_EQ(row.out, out);
    EXPECT_EQ(row.resting[0], 0);
    EXPECT_EQ(row.balance(), 0);
  }

  static agent_payload::MetricPayload series_of(const payload& x) {
    agent_payload::MetricPayload result;
    EXPECT_TRUE(result.ParseFromString(unpack(x)));
    return result;
  }

  static agent_payload::SketchPayload sketches_of(const payload& x) {
    agent_payload::SketchPayload result;
    EXPECT_TRUE(result.ParseFromString(unpack(x)));
    return result;
  }

  static std::vector<serie> many(size_t n, size_t points = 1) {
    std::vector<serie> result;
    for (size_t i = 0; i < n; ++i)
      result.push_back(
          make_serie(make_context("metric." + std::to_string(i),
                                  {"noise:" + noise(50, uint32_t(i))}),
                     std::vector<point>(points, {now, double(i)})));
    return result;
  }

  serializer_options options;
  ledger books;
  metrics registry;
  serializer_counters counters{registry};
  manual_clock clock{now};
  kept_payloads kept;
  std::vector<std::string> lines;

private:
  std::optional<outbox> out_;
  std::optional<metric_rows> rows_;
};

class metric_rows_test : public ::testing::Test, public rig {};

} // namespace

TEST_F(metric_rows_test, a_flush_of_several_batches_is_one_payload) {
  add(many(3));
  add(many(2));
  EXPECT_TRUE(kept.items.empty());
  EXPECT_EQ(books.points.snapshot().resting[0], 5);
  rows().close();
  ASSERT_EQ(kept.items.size(), 1u);
  auto& x = *kept.items[0];
  EXPECT_EQ(x.kind, payload_kind::series_v2);
  EXPECT_EQ(x.items, 5u);
  EXPECT_EQ(x.points, 5u);
  EXPECT_EQ(x.created_ns, now * 1'000'000'000);
  EXPECT_EQ(header(x, "Content-Type"), "application/x-protobuf");
  EXPECT_EQ(header(x, "DD-Agent-Payload"), outbox::agent_payload_version);
  EXPECT_EQ(header(x, "Content-Encoding"), "");
  EXPECT_EQ(series_of(x).series_size(), 5);
  expect_settled(5, 5);
}

TEST_F(metric_rows_test, sketches_have_payloads_of_their_own) {
  options.config.serializer_compressor_kind = compressor_kind::zstd;
  add(many(1), {make_sketch(make_context("d"), {1, 10}),
                make_sketch(make_context("e"), {2})});
  rows().close();
  ASSERT_EQ(kept.items.size(), 2u);
  auto& x = *kept.items[1];
  EXPECT_EQ(x.kind, payload_kind::sketches);
  EXPECT_EQ(header(x, "Content-Encoding"), "zstd");
  auto payload = sketches_of(x);
  EXPECT_EQ(payload.sketches_size(), 2);
  EXPECT_TRUE(payload.has_metadata());
  expect_settled(3, 3);
}

// shows: serializer_max_series_payload_size
TEST_F(metric_rows_test, a_series_payload_stays_within_its_packed_size) {
  options.config.serializer_max_series_payload_size = 1024;
  options.config.serializer_compressor_kind = compressor_kind::zstd;
  add(many(200));
  rows().close();
  EXPECT_GT(kept.items.size(), 5u);
  int series = 0;
  for (auto& x : kept.items) {
    EXPECT_LE(x->body.size(), 1024u);
    series += series_of(*x).series_size();
  }
  EXPECT_EQ(series, 200);
  expect_settled(200, 200);
}

// shows: serializer_max_series_uncompressed_payload_size
TEST_F(metric_rows_test, a_series_payload_stays_within_its_raw_size) {
  options.config.serializer_max_series_uncompressed_payload_size = 2048;
  options.config.serializer_compressor_kind = compressor_kind::zstd;
  add(many(200));
  rows().close();
  EXPECT_GT(kept.items.size(), 5u);
  for (auto& x : kept.items)
    EXPECT_LE(unpack(*x).size(), 2048u);
  expect_settled(200, 200);
}

// shows: serializer_max_payload_size
TEST_F(metric_rows_test, a_sketch_payload_stays_within_its_packed_size) {
  options.config.serializer_max_payload_size = 1024;
  std::vector<sketch_serie> xs;
  for (int i = 0; i < 100; ++i)
    xs.push_back(make_sketch(make_context(noise(40, uint32_t(i))), {1.0 * i}));
  add({}, std::move(xs));
  rows().close();
  EXPECT_GT(kept.items.size(), 5u);
  int sketches = 0;
  for (auto& x : kept.items) {
    EXPECT_LE(x->body.size(), 1024u);
    sketches += sketches_of(*x).sketches_size();
  }
  EXPECT_EQ(sketches, 100);
  EXPECT_EQ(counters.sketches.full->Value(), kept.items.size() - 1.0);
  expect_settled(100, 100);
}

// shows: serializer_max_uncompressed_payload_size
TEST_F(metric_rows_test, a_sketch_payload_stays_within_its_raw_size) {
  options.config.serializer_max_uncompressed_payload_size = 1024;
  options.config.serializer_compressor_kind = compressor_kind::zstd;
  std::vector<sketch_serie> xs;
  for (int i = 0; i < 100; ++i)
    xs.push_back(make_sketch(make_context(noise(40, uint32_t(i))), {1.0 * i}));
  add({}, std::move(xs));
  rows().close();
  EXPECT_GT(kept.items.size(), 5u);
  for (auto& x : kept.items)
    EXPECT_LE(unpack(*x).size(), 1024u);
}

// shows: serializer_max_series_points_per_payload
TEST_F(metric_rows_test, points_per_payload_are_limited_for_every_encoder) {
  options.config.serializer_max_series_points_per_payload = 10;
  for (auto v2 : {true, false}) {
    options.config.use_v2_api_series = v2;
    rig other;
    other.options.config = options.config;
    auto series = many(6, 4);
    series.push_back(many(1, 10)[0]);
    series.push_back(many(1, 11)[0]);
    std::vector<sketch_serie> sketches;
    for (int i = 0; i < 25; ++i)
      sketches.push_back(make_sketch(make_context("d"), {1}));
    other.add(std::move(series), std::move(sketches));
    other.rows().close();
    for (auto& x : other.kept.items)
      EXPECT_LE(x->points, 10u);
    EXPECT_EQ(other.dropped(drop_reason::too_large), 11u);
    other.expect_settled(24 + 10 + 11 + 25, 24 + 10 + 25);
  }
}

TEST_F(metric_rows_test, a_serie_too_large_for_any_payload_is_dropped_alone) {
  options.config.serializer_max_series_uncompressed_payload_size = 4096;
  auto xs = many(2);
  xs.insert(xs.begin() + 1,
            make_serie(make_context("big", {"t:" + std::string(5000, 'x')}),
                       {{now, 1}, {now + 1, 2}}));
  add(std::move(xs));
  rows().close();
  ASSERT_EQ(kept.items.size(), 1u);
  EXPECT_EQ(series_of(*kept.items[0]).series_size(), 2);
  EXPECT_EQ(dropped(drop_reason::too_large), 2u);
  EXPECT_EQ(counters.too_large.Value(), 1);
  expect_settled(4, 2);
}

TEST_F(metric_rows_test, the_largest_serie_that_fits_goes_one_more_byte_not) {
  auto sized = [](size_t tag) {
    return make_serie(make_context("m", {std::string(tag, 't')}), {{now, 1}});
  };
  series_encoder encoder{"h"};
  byte_buffer item;
  encoder.append(sized(2000), item);
  options.config.serializer_max_series_payload_size = int64_t(item.size());
  add({sized(2000), sized(2001)});
  rows().close();
  ASSERT_EQ(kept.items.size(), 1u);
  EXPECT_EQ(kept.items[0]->body.size(), item.size());
  EXPECT_EQ(dropped(drop_reason::too_large), 1u);
  expect_settled(2, 1);
}

TEST_F(metric_rows_test, the_default_limits_hold_for_what_does_not_pack) {
  options.config.serializer_compressor_kind = compressor_kind::zstd;
  std::vector<serie> xs;
  for (uint32_t i = 0; i < 12'000; ++i)
    xs.push_back(make_serie(make_context("m", {noise(150, i * 2 + 1)}),
                            {{now, 1.0 * i}}));
  add(std::move(xs));
  rows().close();
  EXPECT_GE(kept.items.size(), 3u);
  for (size_t i = 0; i < kept.items.size(); ++i) {
    EXPECT_LE(kept.items[i]->body.size(), 512'000u);
    if (i + 1 < kept.items.size()) {
      EXPECT_GT(kept.items[i]->body.size(), 480'000u);
    }
  }
  expect_settled(12'000, 12'000);
}

TEST_F(metric_rows_test, the_default_limits_hold_for_what_packs_well) {
  options.config.serializer_compressor_kind = compressor_kind::zstd;
  std::vector<serie> xs;
  for (int i = 0; i < 4'000; ++i)
    xs.push_back(make_serie(make_context("m", {std::string(3000, 'x')}),
                            {{now, 1.0 * i}}));
  add(std::move(xs));
  rows().close();
  EXPECT_EQ(kept.items.size(), 3u);
  for (auto& x : kept.items)
    EXPECT_LE(unpack(*x).size(), 5'242'880u);
  expect_settled(4'000, 4'000);
}

TEST_F(metric_rows_test, a_sketch_too_large_for_any_payload_is_counted) {
  options.config.serializer_max_payload_size = 1024;
  add({}, {make_sketch(make_context("d", {std::string(2000, 't')}), {1})});
  rows().close();
  EXPECT_TRUE(kept.items.empty());
  EXPECT_EQ(counters.sketches.too_large->Value(), 1);
  EXPECT_EQ(dropped(drop_reason::too_large), 1u);
  expect_settled(1, 0);
}

// shows: use_v2_api.series
TEST_F(metric_rows_test, the_old_endpoint_gets_json_without_hidden_series) {
  options.config.use_v2_api_series = false;
  context_traits hidden;
  hidden.no_index = true;
  add({make_serie(make_context("a"), {{now, 1}}),
       make_serie(make_context("b", {}, hidden), {{now, 1}}),
       make_serie(make_context("c"), {{now, 2}})});
  rows().close();
  ASSERT_EQ(kept.items.size(), 1u);
  auto& x = *kept.items[0];
  EXPECT_EQ(x.kind, payload_kind::series_v1);
  EXPECT_EQ(header(x, "Content-Type"), "application/json");
  EXPECT_EQ(x.body, R"({"series":[{"metric":"a","points":[[1700000000,1.0]],)"
                    R"("tags":[],"host":"h","type":"gauge","interval":10},)"
                    R"({"metric":"c","points":[[1700000000,2.0]],)"
                    R"("tags":[],"host":"h","type":"gauge","interval":10}]})");
  EXPECT_EQ(dropped(drop_reason::unroutable), 1u);
  EXPECT_EQ(counters.json.items->Value(), 2);
  expect_settled(3, 2);
}

// shows: enable_payloads.series
TEST_F(metric_rows_test, series_that_are_switched_off_are_dropped) {
  options.config.enable_payloads_series = false;
  add(many(2), {make_sketch(make_context("d"), {1})});
  rows().close();
  ASSERT_EQ(kept.items.size(), 1u);
  EXPECT_EQ(kept.items[0]->kind, payload_kind::sketches);
  EXPECT_EQ(dropped(drop_reason::disabled), 2u);
  expect_settled(3, 1);
}

// shows: enable_payloads.sketches
TEST_F(metric_rows_test, sketches_that_are_switched_off_are_dropped) {
  options.config.enable_payloads_sketches = false;
  add(many(2), {make_sketch(make_context("d"), {1})});
  rows().close();
  ASSERT_EQ(kept.items.size(), 1u);
  EXPECT_EQ(kept.items[0]->kind, payload_kind::series_v2);
  EXPECT_EQ(dropped(drop_reason::disabled), 1u);
  expect_settled(3, 2);
}

TEST_F(metric_rows_test, what_has_no_name_or_value_is_dropped_by_reason) {
  add({make_serie(make_context(""), {{now, 1}}),
       make_serie(make_context("m"), {{now, INFINITY}, {now, 1}})},
      {make_sketch(make_context(""), {1}),
       make_sketch(make_context("d"), {1.7e308, 1.7e308})});
  rows().close();
  EXPECT_EQ(dropped(drop_reason::bad_name), 2u);
  EXPECT_EQ(dropped(drop_reason::nonfinite), 2u);
  expect_settled(5, 1);
}

TEST_F(metric_rows_test, payloads_that_nobody_takes_are_counted) {
  add(many(3));
  kept.open = false;
  rows().close();
  EXPECT_EQ(dropped(drop_reason::actor_down), 3u);
  expect_settled(3, 0);
  EXPECT_EQ(counters.payloads[0]->Value(), 0);
}

TEST_F(metric_rows_test, a_failing_compressor_costs_only_the_open_body) {
  auto plan = std::make_shared<shaky_compressor::plan>();
  options.compressor = [plan] {
    return std::make_unique<shaky_compressor>(plan);
  };
  plan->writes_left = 3;
  add(many(5));
  rows().close();
  ASSERT_EQ(kept.items.size(), 1u);
  EXPECT_EQ(series_of(*kept.items[0]).series_size(), 2);
  EXPECT_EQ(dropped(drop_reason::encoder_error), 3u);
  EXPECT_EQ(counters.compressor_errors.Value(), 1);
  expect_settled(5, 2);
}

TEST_F(metric_rows_test, a_body_that_cannot_be_finished_is_counted) {
  auto plan = std::make_shared<shaky_compressor::plan>();
  options.compressor = [plan] {
    return std::make_unique<shaky_compressor>(plan);
  };
  plan->fail_finish = true;
  add(many(4));
  rows().close();
  EXPECT_TRUE(kept.items.empty());
  EXPECT_EQ(dropped(drop_reason::encoder_error), 4u);
  EXPECT_EQ(counters.compressor_errors.Value(), 1);
  expect_settled(4, 0);
}

TEST_F(metric_rows_test, open_rows_are_idle_after_a_whole_quiet_round) {
  EXPECT_FALSE(rows().idle());
  add(many(1));
  EXPECT_FALSE(rows().idle());
  EXPECT_TRUE(rows().idle());
  rows().close();
  EXPECT_FALSE(rows().idle());
}

TEST_F(metric_rows_test, what_is_open_at_the_end_is_settled) {
  add(many(4));
  rows().lose(drop_reason::actor_crash);
  EXPECT_EQ(dropped(drop_reason::actor_crash), 4u);
  expect_settled(4, 0);
}

// shows: log_payloads
TEST_F(metric_rows_test, items_are_logged_on_request_only) {
  add(many(1), {make_sketch(make_context("d", {"a:b"}), {1})});
  EXPECT_TRUE(lines.empty());
  rig other;
  other.options.config.log_payloads = true;
  other.add(many(1), {make_sketch(make_context("d", {"a:b"}), {1})});
  ASSERT_EQ(other.lines.size(), 2u);
  EXPECT_NE(other.lines[0].find("\"metric\":\"metric.0\""), std::string::npos);
  EXPECT_EQ(other.lines[1], "sketch d a:b");
}

} // namespace troupe
