#include "tests/pipeline/pipeline.hpp"

namespace troupe {
namespace {

using texts = std::vector<std::string>;

class pipeline_samples : public pipeline {};

TEST_F(pipeline_samples, two_windows_of_a_counter_are_two_rates) {
  start();
  send("hits:1|c|#env:prod\nhits:2|c|@0.5|#env:prod");
  pass(10);
  send("hits:3|c|#env:prod");
  ASSERT_TRUE(flush_window());
  EXPECT_EQ(told("hits"), (texts{"rate +0 0.5", "rate +10 0.3"}));
  for (auto& x : points("hits")) {
    EXPECT_EQ(x.interval, 10);
    EXPECT_EQ(x.host, "host-1");
    EXPECT_EQ(x.tags, texts{"env:prod"});
  }
}

TEST_F(pipeline_samples, a_period_flushes_without_being_asked) {
  start();
  send("hits:5|c");
  pass(16);
  EXPECT_EQ(told("hits"), texts{"rate +0 0.5"});
}

TEST_F(pipeline_samples, the_open_window_waits_for_the_next_flush) {
  start();
  send("hits:5|c");
  ASSERT_TRUE(flush());
  EXPECT_EQ(told("hits"), texts{});
  EXPECT_EQ(books().samples.snapshot().resting[0], 1);
  ASSERT_TRUE(flush_window());
  EXPECT_EQ(told("hits"), texts{"rate +0 0.5"});
}

// shows: dogstatsd_expiry_seconds
TEST_F(pipeline_samples, a_silent_counter_is_zero_until_it_expires) {
  start();
  send("hits:10|c\nload:1|g");
  // Windows without any sample are not sent, so that somebody has to talk.
  for (int window = 1; window <= 33; ++window) {
    pass(10);
    send("load:1|g");
  }
  ASSERT_TRUE(flush_window());
  auto seen = points("hits");
  ASSERT_EQ(seen.size(), 30u);
  for (size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i].timestamp, start_s + 10 * static_cast<int64_t>(i));
    EXPECT_EQ(seen[i].value, i == 0 ? 1 : 0);
  }
  EXPECT_EQ(points("load").size(), 34u);
  EXPECT_EQ(dropped_total(), 0u);
}

TEST_F(pipeline_samples, the_last_value_of_a_gauge_wins_in_its_window) {
  start();
  send("temp:20|g\ntemp:21.5|g");
  send("temp:19|g");
  pass(10);
  send("temp:-4|g");
  ASSERT_TRUE(flush_window());
  EXPECT_EQ(told("temp"), (texts{"gauge +0 19", "gauge +10 -4"}));
}

TEST_F(pipeline_samples, a_histogram_is_told_by_its_aggregates) {
  start();
  send("size:1|h\nsize:2|h\nsize:3|h\nsize:10|h");
  ASSERT_TRUE(flush_window());
  EXPECT_EQ(told("size.max"), texts{"gauge +0 10"});
  EXPECT_EQ(told("size.avg"), texts{"gauge +0 4"});
  EXPECT_EQ(told("size.median"), texts{"gauge +0 2"});
  EXPECT_EQ(told("size.count"), texts{"rate +0 0.4"});
  EXPECT_EQ(told("size.95percentile"), texts{"gauge +0 10"});
}

TEST_F(pipeline_samples, a_timing_is_a_histogram) {
  start();
  send("took:120|ms\ntook:80|ms");
  ASSERT_TRUE(flush_window());
  EXPECT_EQ(told("took.max"), texts{"gauge +0 120"});
  EXPECT_EQ(told("took.avg"), texts{"gauge +0 100"});
  EXPECT_EQ(told("took.count"), texts{"rate +0 0.2"});
}

TEST_F(pipeline_samples, a_set_counts_what_is_different) {
  start();
  send("users:anna|s\nusers:ben|s\nusers:anna|s");
  ASSERT_TRUE(flush_window());
  EXPECT_EQ(told("users"), texts{"gauge +0 2"});
}

TEST_F(pipeline_samples, a_distribution_is_a_sketch) {
  start();
  send("latency:1:2:3|d|#a:b\nlatency:4|d|@0.5|#a:b");
  ASSERT_TRUE(flush_window());
  auto seen = sketches("latency");
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].timestamp, start_s);
  EXPECT_EQ(seen[0].count, 5);
  EXPECT_EQ(seen[0].min, 1);
  EXPECT_EQ(seen[0].max, 4);
  EXPECT_EQ(seen[0].sum, 14);
  EXPECT_EQ(seen[0].tags, texts{"a:b"});
  EXPECT_EQ(points("latency").size(), 0u);
}

TEST_F(pipeline_samples, a_sample_with_a_time_keeps_it) {
  start();
  send("done:7|c|T" + std::to_string(start_s - 3600) + "\nlevel:8|g|T"
       + std::to_string(start_s - 60));
  ASSERT_TRUE(flush());
  EXPECT_EQ(told("done"), texts{"rate +-3600 0.7"});
  EXPECT_EQ(told("level"), texts{"gauge +-60 8"});
}

TEST_F(pipeline_samples, events_and_service_checks_arrive_as_json) {
  start();
  send("_e{5,4}:title|text|t:warning|#x:y\n_sc|db.up|2|#a:b|m:gone");
  ASSERT_TRUE(flush());
  EXPECT_TRUE(has_text("/intake/", R"("msg_title":"title")"));
  EXPECT_TRUE(has_text("/intake/", R"("msg_text":"text")"));
  EXPECT_TRUE(has_text("/intake/", R"("alert_type":"warning")"));
  EXPECT_TRUE(has_text("/api/v1/check_run", R"("check":"db.up")"));
  EXPECT_TRUE(has_text("/api/v1/check_run", R"("status":2)"));
  EXPECT_TRUE(has_text("/api/v1/check_run", R"("message":"gone")"));
  EXPECT_TRUE(has_text("/api/v1/check_run", R"("check":"datadog.agent.up")"));
}

TEST_F(pipeline_samples, bad_lines_cost_only_themselves) {
  start();
  send("good:1|c\nno colon\nbad:x|c\nbad:1|q\ngood:2|c\nbad:nan|g");
  ASSERT_TRUE(flush_window());
  EXPECT_DOUBLE_EQ(total("good"), 3);
  EXPECT_DOUBLE_EQ(total("bad"), 0);
  EXPECT_EQ(books().values.snapshot().in, 6u);
  EXPECT_EQ(books().values.snapshot().dropped_total(), 4u);
}

// shows: dogstatsd_pipeline_count
TEST_F(pipeline_samples, shards_are_one_in_the_payload) {
  settings.dogstatsd.dogstatsd_pipeline_count = 2;
  start();
  ASSERT_EQ(where.shards.size(), 2u);
  send("hits:1|c\ntemp:1|g\nsize:1|d\nusers:a|s\nusers:b|s", 0);
  advance(std::chrono::milliseconds{1});
  send("hits:2|c\ntemp:2|g\nsize:3|d\nusers:b|s\nusers:c|s", 1);
  ASSERT_TRUE(flush_window());
  EXPECT_EQ(told("hits"), texts{"rate +0 0.3"});
  EXPECT_EQ(told("temp"), texts{"gauge +0 2"}) << "the later one";
  EXPECT_EQ(told("users"), texts{"gauge +0 3"});
  auto seen = sketches("size");
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].count, 2);
  EXPECT_EQ(seen[0].sum, 4);
}

} // namespace
} // namespace troupe
