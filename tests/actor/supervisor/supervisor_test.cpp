#include "tests/actor/supervisor/troupe_of_probes.hpp"

namespace troupe {
namespace {

class supervisor_test : public supervised {};

TEST_F(supervisor_test, starts_in_order_and_stops_in_reverse) {
  start(group("root", strategy::one_for_one,
              {probe_child("a"), probe_child("b"), probe_child("c")}));
  EXPECT_EQ(notes->take(), (lines{"+a", "+b", "+c"}));
  EXPECT_EQ(node_of("b").state, child_state::running);
  stop_root(root);
  run();
  EXPECT_EQ(notes->take(), (lines{"-c", "-b", "-a"}));
  EXPECT_EQ(ends.size(), 1u);
  EXPECT_EQ(tree.aborted(), 0u);
  EXPECT_EQ(node_of("b").state, child_state::stopped);
  EXPECT_EQ(node_of("root").state, child_state::stopped);
  EXPECT_TRUE(reports.empty());
}

TEST_F(supervisor_test, a_crash_restarts_the_child_once_and_says_why) {
  start(group("root", strategy::one_for_one,
              {probe_child("a"), probe_child("b")}));
  auto first = fronts["a"]->get();
  crash("a");
  EXPECT_FALSE(fronts["a"]->get());
  EXPECT_EQ(node_of("a").state, child_state::backing_off);
  EXPECT_EQ(node_of("a").restarts, 0u);
  advance(100ms);
  EXPECT_EQ(node_of("a").state, child_state::running);
  EXPECT_EQ(node_of("a").restarts, 1u);
  EXPECT_EQ(node_of("a").last_reason, "poison");
  EXPECT_NE(fronts["a"]->get(), first);
  EXPECT_TRUE(send("a", 1));
  EXPECT_EQ(node_of("b").restarts, 0u);
  EXPECT_EQ(reports, lines{"a went down: poison"});
}

TEST_F(supervisor_test, a_kill_overtakes_the_mailbox_and_the_ledger_closes) {
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  for (int i = 0; i < 200; ++i)
    send("a", 10);
  ASSERT_TRUE(tree.kill("a"));
  run();
  auto row = rows.snapshot();
  auto lost = row.dropped[static_cast<size_t>(drop_reason::abandoned)];
  EXPECT_EQ(row.in, 2'000u);
  // A few may be handled in the round that the kill joins.
  EXPECT_GE(lost, 1'900u);
  EXPECT_EQ(row.out + lost, 2'000u);
  EXPECT_EQ(row.balance(), 0);
  auto& stats = *node_of("a").stats;
  EXPECT_EQ(stats.arrived, stats.handled + stats.abandoned);
  EXPECT_EQ(stats.queue(), 0u);
  advance(100ms);
  EXPECT_EQ(node_of("a").restarts, 1u);
  advance(60s);
  EXPECT_EQ(node_of("a").restarts, 1u); // exactly one
  EXPECT_EQ(node_of("a").last_reason, "killed");
}

TEST_F(supervisor_test, what_comes_while_nobody_is_there_is_actor_down) {
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  crash("a");
  EXPECT_FALSE(send("a", 7));
  auto row = rows.snapshot();
  EXPECT_EQ(row.dropped[static_cast<size_t>(drop_reason::actor_down)], 7u);
  EXPECT_EQ(row.balance(), 0);
}

TEST_F(supervisor_test, stale_handle_dead_letters) {
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  auto stale = fronts["a"]->get();
  crash("a");
  advance(100ms);
  caf::anon_send(stale, batch(5));
  run();
  auto row = rows.snapshot();
  // One for the poison itself, five for the letter to the dead.
  EXPECT_EQ(row.dropped[static_cast<size_t>(drop_reason::abandoned)], 6u);
  EXPECT_EQ(row.balance(), 0);
}

TEST_F(supervisor_test, the_counters_outlive_the_actor) {
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  send("a", 1);
  send("a", 1);
  run();
  auto before = node_of("a").stats;
  EXPECT_EQ(before->handled, 2u);
  crash("a");
  advance(100ms);
  send("a", 1);
  run();
  EXPECT_EQ(node_of("a").stats, before);
  EXPECT_EQ(before->handled, 4u); // the poison was handled too
}

TEST_F(supervisor_test, bad_input_costs_the_message_not_the_actor) {
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  send("a", 3, 101);
  send("a", 1);
  run();
  EXPECT_EQ(node_of("a").state, child_state::running);
  EXPECT_EQ(node_of("a").stats->handled, 2u);
  auto row = rows.snapshot();
  EXPECT_EQ(row.dropped_total(), 3u);
  EXPECT_EQ(row.out, 1u);
}

TEST_F(supervisor_test, a_full_mailbox_refuses_data_but_no_control) {
  auto spec = probe_child("a");
  spec.mailbox_limit = 10;
  start(group("root", strategy::one_for_one, {spec}));
  for (int i = 0; i < 25; ++i)
    send("a", 1);
  caf::anon_send(fronts["a"]->get(), close_windows{});
  run();
  auto& stats = *node_of("a").stats;
  EXPECT_EQ(stats.refused, 15u);
  EXPECT_EQ(stats.handled, 11u);
  auto row = rows.snapshot();
  EXPECT_EQ(row.dropped[static_cast<size_t>(drop_reason::queue_full)], 15u);
  EXPECT_EQ(row.balance(), 0);
}

TEST_F(supervisor_test, permanent_on_normal_exit_restarts) {
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  caf::anon_send(fronts["a"]->get(), tick{});
  run();
  advance(100ms);
  EXPECT_EQ(notes->take(), (lines{"+a", "-a", "+a"}));
  EXPECT_EQ(node_of("a").last_reason, "");
  EXPECT_TRUE(reports.empty());
}

TEST_F(supervisor_test, one_for_all_restarts_all) {
  start(group("root", strategy::one_for_all,
              {probe_child("a"), probe_child("b"), probe_child("c")}));
  notes->take();
  crash("b");
  advance(100ms);
  EXPECT_EQ(notes->take(), (lines{"-b", "-c", "-a", "+a", "+b", "+c"}));
  EXPECT_EQ(node_of("a").restarts, 0u);
  EXPECT_EQ(node_of("b").restarts, 1u);
}

TEST_F(supervisor_test, rest_for_one_restarts_later_only) {
  start(group("root", strategy::rest_for_one,
              {probe_child("a"), probe_child("b"), probe_child("c")}));
  notes->take();
  crash("b");
  advance(100ms);
  EXPECT_EQ(notes->take(), (lines{"-b", "-c", "+b", "+c"}));
}

TEST_F(supervisor_test, simultaneous_failures_coalesce) {
  start(group("root", strategy::one_for_all,
              {probe_child("a"), probe_child("b")}, 1));
  notes->take();
  send("a", 1, 0);
  send("b", 1, 0);
  run();
  advance(100ms);
  EXPECT_EQ(notes->take(), (lines{"-a", "-b", "+a", "+b"}));
  EXPECT_TRUE(ends.empty());
}

TEST_F(supervisor_test, down_before_monitor_still_seen) {
  notes->no_behavior["a"] = true;
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  EXPECT_EQ(node_of("a").state, child_state::backing_off);
  EXPECT_EQ(node_of("a").last_reason, "no behavior");
  notes->no_behavior.clear();
  advance(100ms);
  EXPECT_EQ(node_of("a").state, child_state::running);
}

TEST_F(supervisor_test, a_child_that_was_dead_when_it_came_is_seen) {
  auto stillborn = spawn<probe>(context("x"), notes, "old");
  kill(stillborn);
  auto spec = probe_child("a");
  auto real = spec.start;
  spec.start = [&, used = false](caf::event_based_actor& parent,
                                 node_context ctx) mutable {
    if (!std::exchange(used, true))
      return caf::actor_cast<caf::strong_actor_ptr>(stillborn);
    return real(parent, std::move(ctx));
  };
  start(group("root", strategy::one_for_one, {spec}));
  advance(100ms);
  EXPECT_EQ(node_of("a").state, child_state::running);
  EXPECT_EQ(node_of("a").restarts, 1u);
  stillborn = nullptr;
}

TEST_F(supervisor_test, init_failure_not_run_failure) {
  notes->no_start["a"] = true;
  start(group("root", strategy::one_for_one,
              {probe_child("a"), probe_child("b")}, 0));
  EXPECT_EQ(reports, lines{"a start failed: no port"});
  EXPECT_EQ(node_of("a").last_reason, "no port");
  EXPECT_EQ(node_of("b").state, child_state::running);
  notes->no_start.clear();
  advance(100ms);
  EXPECT_EQ(node_of("a").state, child_state::running);
  EXPECT_EQ(node_of("a").restarts, 0u);
}

TEST_F(supervisor_test, config_change_during_restart) {
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  crash("a");
  notes->config = "new";
  notes->take();
  advance(100ms);
  EXPECT_EQ(notes->take(), lines{"+a new"});
}

TEST_F(supervisor_test, shutdown_deadline_then_kill_counts_aborted) {
  notes->stubborn["b"] = true;
  start(group("root", strategy::one_for_one,
              {probe_child("a"), probe_child("b")}));
  notes->take();
  stop_root(root);
  run();
  EXPECT_EQ(node_of("b").state, child_state::stopping);
  advance(1'999ms);
  EXPECT_EQ(notes->take(), lines{});
  advance(1ms);
  EXPECT_EQ(notes->take(), (lines{"-b", "-a"}));
  EXPECT_EQ(tree.aborted(), 1u);
  EXPECT_EQ(ends.size(), 1u);
}

TEST_F(supervisor_test, restart_during_shutdown_suppressed) {
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  crash("a");
  notes->take();
  stop_root(root);
  run();
  advance(60s);
  EXPECT_EQ(notes->take(), lines{});
  EXPECT_EQ(ends.size(), 1u);
}

TEST_F(supervisor_test, whatever_is_thrown_is_a_crash) {
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  send("a", 1, 102);
  run();
  EXPECT_EQ(node_of("a").last_reason, "unknown exception");
  advance(100ms);
  send("a", 1, 103);
  run();
  EXPECT_EQ(node_of("a").last_reason, "std::bad_alloc");
  advance(1s);
  EXPECT_EQ(node_of("a").state, child_state::running);
  EXPECT_EQ(node_of("a").restarts, 2u);
  EXPECT_EQ(rows.snapshot().balance(), 0);
}

TEST_F(supervisor_test, an_unknown_message_is_counted_and_not_printed) {
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  caf::anon_send(caf::actor_cast<caf::actor>(fronts["a"]->get()),
                 std::string{"a secret"});
  run();
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(node_of("a").stats->unhandled, 1u);
  EXPECT_EQ(node_of("a").state, child_state::running);
}

TEST_F(supervisor_test, a_restart_storm_trips_once_at_the_sixth_failure) {
  notes->no_behavior["a"] = true;
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  for (int i = 0; i < 600; ++i)
    advance(100ms);
  EXPECT_EQ(reports, lines(6, "a went down: no behavior"));
  EXPECT_EQ(ends, lines{"a failed too often"});
}

TEST_F(supervisor_test, a_child_that_cannot_start_is_set_aside_and_named) {
  child_rules rules;
  rules.id = "a";
  rules.exhausted = on_exhausted::quarantine;
  notes->no_start["a"] = true;
  start(group("root", strategy::one_for_one, {probe_child(rules)}));
  EXPECT_TRUE(health.ready()); // not yet given up
  for (int i = 0; i < 100; ++i)
    advance(100ms);
  EXPECT_EQ(node_of("a").state, child_state::quarantined);
  EXPECT_EQ(reports.size(), 6u); // five failed starts, and the verdict
  EXPECT_EQ(reports.back(), "a failed too often, next try in 300 s");
  EXPECT_FALSE(health.ready());
  EXPECT_EQ(health.entries().at(0).part, "actor/a");
  EXPECT_TRUE(ends.empty());
  notes->no_start.clear();
  advance(300s);
  EXPECT_EQ(node_of("a").state, child_state::running);
  EXPECT_TRUE(health.ready());
}

TEST_F(supervisor_test, a_fault_on_demand_is_a_crash_like_any_other) {
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  ASSERT_TRUE(tree.fault("a", {fault_kind::throw_exception, 0}));
  run();
  EXPECT_EQ(node_of("a").last_reason, "thrown by troupe debug");
}

TEST_F(supervisor_test, faults_name_what_they_cannot_reach) {
  start(group("root", strategy::one_for_one, {probe_child("a")}));
  EXPECT_EQ(tree.kill("nobody").err().code, errc::not_found);
  EXPECT_EQ(tree.kill("root").err().code, errc::denied);
  crash("a");
  EXPECT_EQ(tree.kill("a").err().code, errc::not_found);
}

} // namespace
} // namespace troupe
