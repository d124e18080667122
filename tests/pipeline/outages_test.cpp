#include "tests/pipeline/pipeline.hpp"

namespace troupe {
namespace {

using texts = std::vector<std::string>;

/// The intake fails in one way or another.
class pipeline_outages : public pipeline {
protected:
  /// One counter a second, and one gauge and distribution each ten.
  void talk(int seconds) {
    for (int i = 0; i < seconds; ++i) {
      send("hits:1|c");
      ++sent;
      if (i % 10 == 0)
        send("load:" + std::to_string(i) + "|g\nlatency:1|d");
      pass(1);
    }
  }
  double sent = 0;
};

class pipeline_outage_status : public pipeline_outages,
                               public ::testing::WithParamInterface<int> {};

TEST_P(pipeline_outage_status, nothing_is_lost_in_a_down_time) {
  start();
  talk(20);
  intake.status = [](auto&) { return GetParam(); };
  talk(300);
  EXPECT_GT(books().payloads.snapshot().resting[0], 0);
  intake.status = [](auto&) { return 202; };
  talk(20);
  pass(150);
  ASSERT_TRUE(flush_window());
  EXPECT_DOUBLE_EQ(total("hits"), sent);
  EXPECT_EQ(points("load").size(), 34u);
  EXPECT_EQ(sketches("latency").size(), 34u);
  EXPECT_EQ(dropped_total(), 0u);
  expect_empty();
}

INSTANTIATE_TEST_SUITE_P(statuses, pipeline_outage_status,
                         ::testing::Values(0, 408, 429, 500, 503));

TEST_F(pipeline_outages, what_an_intake_refuses_is_dropped_by_name) {
  start();
  intake.status = [](auto& x) {
    return x.url.ends_with("/api/v2/series") ? 413 : 202;
  };
  send("hits:1|c\nlatency:1|d");
  ASSERT_TRUE(flush_window());
  EXPECT_EQ(sketches("latency").size(), 1u);
  EXPECT_EQ(dropped(books().payloads, drop_reason::http_413), 1u);
  EXPECT_EQ(dropped_total(), 1u);
  intake.status = [](auto&) { return 202; };
  send("hits:2|c");
  ASSERT_TRUE(flush_window());
  EXPECT_DOUBLE_EQ(total("hits"), 2);
}

TEST_F(pipeline_outages, one_account_fails_without_the_other) {
  settings.forwarder.additional_endpoints = {
      {"http://second.test", {secret{"abcdef0123456789abcdef0123456789"}}}};
  start();
  intake.status = [](auto& x) {
    return x.url.starts_with("http://second.test") ? 503 : 202;
  };
  talk(60);
  ASSERT_TRUE(flush_window());
  EXPECT_DOUBLE_EQ(total("hits"), sent);
  intake.status = [](auto&) { return 202; };
  pass(130);
  EXPECT_DOUBLE_EQ(total("hits"), 2 * sent);
  EXPECT_EQ(dropped_total(), 0u);
}

TEST_F(pipeline_outages, a_flush_is_over_with_its_first_attempts) {
  start();
  hold();
  std::optional<bool> done;
  ask_flush(done);
  settle_down();
  EXPECT_FALSE(done.has_value()) << "the requests are still under way";
  intake.status = [](auto&) { return 503; };
  release();
  EXPECT_EQ(done, true) << "a retry is not waited for";
}

TEST_F(pipeline_outages, two_flushes_asked_for_at_once_both_end) {
  start();
  std::optional<bool> first, second;
  ask_flush(first);
  ask_flush(second);
  settle_down();
  EXPECT_EQ(first, true);
  EXPECT_EQ(second, true);
}

} // namespace
} // namespace troupe
