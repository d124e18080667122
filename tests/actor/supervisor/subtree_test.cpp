#include "tests/actor/supervisor/troupe_of_probes.hpp"

namespace troupe {
namespace {

class subtree_test : public supervised {
public:
  child_rules quarantined() {
    child_rules result;
    result.exhausted = on_exhausted::quarantine;
    return result;
  }

  /// root -> egress (one restart allowed) -> forwarder; root -> ingest -> udp
  void start_two(uint32_t root_restarts = 5, child_rules egress_rules = {}) {
    auto egress = under(
        group("egress", strategy::one_for_one, {probe_child("forwarder")}, 1),
        egress_rules);
    auto ingest =
        under(group("ingest", strategy::one_for_one, {probe_child("udp")}));
    start(
        group("root", strategy::one_for_one, {egress, ingest}, root_restarts));
    notes->take();
  }
};

TEST_F(subtree_test, the_tree_knows_who_stands_under_whom) {
  start_two();
  EXPECT_EQ(node_of("root").parent, "");
  EXPECT_EQ(node_of("root").kind, "supervisor");
  EXPECT_EQ(node_of("egress").parent, "root");
  EXPECT_EQ(node_of("egress").kind, "supervisor");
  EXPECT_EQ(node_of("forwarder").parent, "egress");
  EXPECT_EQ(node_of("forwarder").kind, "actor");
  EXPECT_EQ(tree.snapshot().front().id, "root");
}

TEST_F(subtree_test, a_subtree_that_gives_up_leaves_ingest_alone) {
  start_two(5, quarantined());
  crash("forwarder");
  advance(1s);
  crash("forwarder"); // one more than allowed
  EXPECT_EQ(node_of("egress").last_reason, "forwarder failed too often");
  EXPECT_EQ(node_of("ingest").state, child_state::running);
  EXPECT_TRUE(send("udp", 1));
  advance(1s);
  EXPECT_EQ(node_of("egress").restarts, 1u);
  EXPECT_TRUE(send("forwarder", 1));
  EXPECT_EQ(node_of("udp").restarts, 0u);
  EXPECT_EQ(node_of("ingest").restarts, 0u);
}

TEST_F(subtree_test, a_hopeless_subtree_is_quarantined_and_ingest_stays) {
  start_two(5, quarantined());
  for (int i = 0; i < 12; ++i) { // twice per life of egress, six lives
    crash("forwarder");
    advance(4s);
  }
  EXPECT_EQ(node_of("egress").state, child_state::quarantined);
  EXPECT_EQ(node_of("udp").state, child_state::running);
  EXPECT_TRUE(ends.empty());
  advance(300s);
  EXPECT_EQ(node_of("egress").state, child_state::running);
  EXPECT_EQ(node_of("forwarder").state, child_state::running);
}

TEST_F(subtree_test, escalation_reaches_root_once) {
  start_two(0);
  crash("forwarder");
  advance(1s);
  crash("forwarder");
  EXPECT_EQ(ends, lines{"egress failed too often"});
  EXPECT_EQ(reports,
            (lines{"forwarder went down: poison", "forwarder went down: poison",
                   "egress went down: forwarder failed too often"}));
  EXPECT_EQ(node_of("udp").state, child_state::stopped);
}

TEST_F(subtree_test, supervisor_crash_restarts_subtree_without_orphans) {
  start_two();
  auto old = fronts["forwarder"]->get();
  ASSERT_TRUE(tree.kill("egress"));
  run();
  EXPECT_EQ(notes->take(), lines{"-forwarder"});
  EXPECT_FALSE(fronts["forwarder"]->get());
  advance(100ms);
  EXPECT_EQ(notes->take(), lines{"+forwarder"});
  EXPECT_EQ(node_of("egress").restarts, 1u);
  EXPECT_EQ(node_of("forwarder").state, child_state::running);
  EXPECT_NE(fronts["forwarder"]->get(), old);
  EXPECT_EQ(node_of("udp").restarts, 0u);
}

TEST_F(subtree_test, a_supervisor_that_throws_is_restarted_with_all_below) {
  start_two();
  ASSERT_TRUE(tree.fault("egress", {fault_kind::throw_exception, 0}));
  run();
  advance(100ms);
  EXPECT_EQ(notes->take(), (lines{"-forwarder", "+forwarder"}));
  EXPECT_EQ(node_of("egress").last_reason, "thrown by troupe debug");
  EXPECT_EQ(node_of("forwarder").restarts, 0u);
}

TEST_F(subtree_test, a_late_end_does_not_touch_the_successor) {
  start_two();
  auto old = caf::actor_cast<caf::strong_actor_ptr>(fronts["forwarder"]->get());
  crash("forwarder");
  advance(100ms);
  auto current = fronts["forwarder"]->get();
  // As if the old supervisor noticed only now.
  fronts["forwarder"]->clear_if(old);
  tree.down("forwarder", old, "late", true);
  EXPECT_EQ(fronts["forwarder"]->get(), current);
  EXPECT_EQ(node_of("forwarder").state, child_state::running);
  EXPECT_TRUE(tree.handle("forwarder"));
}

TEST_F(subtree_test, a_stop_goes_through_the_tree_in_reverse) {
  start_two();
  stop_root(root);
  run();
  EXPECT_EQ(notes->take(), (lines{"-udp", "-forwarder"}));
  EXPECT_EQ(ends.size(), 1u);
}

TEST_F(subtree_test, a_stubborn_grandchild_is_killed_by_its_own_supervisor) {
  notes->stubborn["forwarder"] = true;
  start_two();
  stop_root(root);
  run();
  advance(2s);
  EXPECT_EQ(notes->take(), (lines{"-udp", "-forwarder"}));
  EXPECT_EQ(tree.aborted(), 1u);
  EXPECT_EQ(ends.size(), 1u);
}

} // namespace
} // namespace troupe
