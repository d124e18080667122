#include "tests/pipeline/pipeline.hpp"

namespace troupe {
namespace {

using texts = std::vector<std::string>;

/// How the troupe ends, and how a part of it does.
class pipeline_stops : public pipeline {};

// shows: dogstatsd_flush_incomplete_buckets
TEST_F(pipeline_stops, the_open_window_is_dropped_by_name) {
  start();
  send("hits:1|c");
  pass(10);
  send("hits:2|c\nload:1|g");
  stop_in_order();
  EXPECT_EQ(told("hits"), texts{"rate +0 0.1"});
  EXPECT_EQ(dropped(books().samples, drop_reason::shutdown), 2u);
  EXPECT_EQ(dropped_total(), 2u);
  expect_empty();
}

// shows: dogstatsd_flush_incomplete_buckets
TEST_F(pipeline_stops, the_open_window_can_be_sent) {
  settings.dogstatsd.dogstatsd_flush_incomplete_buckets = true;
  start();
  send("hits:1|c");
  pass(10);
  send("hits:2|c\nload:1|g");
  stop_in_order();
  EXPECT_EQ(told("hits"), (texts{"rate +0 0.1", "rate +10 0.2"}));
  EXPECT_EQ(told("load"), texts{"gauge +10 1"});
  EXPECT_EQ(dropped_total(), 0u);
  expect_empty();
}

// shows: forwarder_stop_timeout
TEST_F(pipeline_stops, what_no_intake_takes_is_dropped_at_the_deadline) {
  settings.forwarder.forwarder_stop_timeout = std::chrono::seconds{3};
  start();
  intake.status = [](auto&) { return 503; };
  send("hits:1|c");
  pass(10);
  auto before = time().wall_s();
  stop_in_order();
  EXPECT_LE(time().wall_s() - before, 4);
  EXPECT_GE(dropped(books().payloads, drop_reason::shutdown_deadline), 1u);
  EXPECT_EQ(dropped_beside({drop_reason::shutdown_deadline}), 0u);
  expect_empty();
}

TEST_F(pipeline_stops, all_that_was_sent_is_sent_or_dropped) {
  settings.dogstatsd.dogstatsd_flush_incomplete_buckets = true;
  settings.dogstatsd.dogstatsd_pipeline_count = 2;
  start();
  double sent = 0;
  for (int i = 1; i <= 100; ++i) {
    send("hits.a:" + std::to_string(i) + "|c", i % 2);
    send("hits.b:0.5|c|@0.25", (i + 1) % 2);
    sent += i + 2;
    pass(1);
  }
  stop_in_order();
  EXPECT_DOUBLE_EQ(total("hits"), sent);
  EXPECT_EQ(dropped_total(), 0u);
  expect_empty();
}

TEST_F(pipeline_stops, a_child_that_always_throws_ends_only_its_subtree) {
  start();
  send("hits:1|c");
  for (int i = 0; i < 100 && node_of("egress").restarts == 0; ++i) {
    if (node_of("serializer").state == child_state::running)
      fault_actor("serializer");
    settle_down();
    move_time(std::chrono::milliseconds{200});
    settle_down();
  }
  EXPECT_EQ(node_of("egress").restarts, 1u);
  EXPECT_EQ(node_of("serializer").restarts, 5u) << "its intensity";
  pass(2);
  for (auto id : {"aggregator", "dogstatsd/0", "clock", "state", "ingest"}) {
    EXPECT_EQ(node_of(id).restarts, 0u) << id;
    EXPECT_EQ(node_of(id).state, child_state::running) << id;
  }
  send("hits:2|c");
  ASSERT_TRUE(flush_window());
  EXPECT_DOUBLE_EQ(total("hits"), 3);
  EXPECT_TRUE(ends.empty());
}

TEST_F(pipeline_stops, a_subtree_that_always_fails_is_set_aside_for_a_time) {
  start();
  for (int i = 0; i < 2000; ++i) {
    if (node_of("egress").state == child_state::quarantined)
      break;
    if (node_of("serializer").state == child_state::running)
      fault_actor("serializer");
    settle_down();
    move_time(std::chrono::milliseconds{50});
    settle_down();
  }
  ASSERT_EQ(node_of("egress").state, child_state::quarantined);
  send("hits:1|c");
  flush_window();
  EXPECT_GE(dropped(books().points, drop_reason::actor_down), 1u);
  EXPECT_EQ(node_of("dogstatsd/0").state, child_state::running);
  EXPECT_EQ(node_of("aggregator").restarts, 0u);
  pass(300);
  EXPECT_EQ(node_of("serializer").state, child_state::running);
  send("hits:2|c");
  ASSERT_TRUE(flush_window());
  EXPECT_DOUBLE_EQ(total("hits"), 2);
  EXPECT_TRUE(ends.empty());
}

} // namespace
} // namespace troupe
