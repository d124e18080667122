#include <gtest/gtest.h>

#include "tests/unit/runtime/supervision/scripted_host.hpp"

namespace troupe {
namespace {

supervisor_rules how(strategy x, uint32_t restarts = 5) {
  supervisor_rules result;
  result.id = "sup";
  result.how = x;
  result.intensity.restarts = restarts;
  return result;
}

std::vector<child_rules> abc() {
  return {rules_for("a"), rules_for("b"), rules_for("c")};
}

TEST(supervisor_core, starts_in_order) {
  scripted_host host{how(strategy::one_for_one), abc()};
  host.core.begin();
  EXPECT_EQ(host.orders(), (orders{"start a", "start b", "start c"}));
}

TEST(supervisor_core, stops_in_reverse) {
  scripted_host host{how(strategy::one_for_one), abc()};
  host.core.begin();
  host.orders();
  host.core.shutdown();
  EXPECT_EQ(host.orders(), (orders{"stop c", "stop b", "stop a", "finish"}));
  EXPECT_EQ(host.core.aborted(), 0u);
}

TEST(supervisor_core, a_stop_waits_for_each_child_in_turn) {
  scripted_host host{how(strategy::one_for_one), abc()};
  host.core.begin();
  host.orders();
  host.stubborn = {2};
  host.core.shutdown();
  EXPECT_EQ(host.orders(), (orders{"stop c"}));
  host.core.down(2, false, host.now);
  EXPECT_EQ(host.orders(), (orders{"stop b", "stop a", "finish"}));
}

TEST(supervisor_core, one_for_one_isolated) {
  scripted_host host{how(strategy::one_for_one), abc()};
  host.core.begin();
  host.orders();
  host.crash(1);
  EXPECT_EQ(host.core.state(1), child_state::backing_off);
  host.advance(1'000);
  EXPECT_EQ(host.orders(), (orders{"start b"}));
  EXPECT_EQ(host.core.restarts(0), 0u);
  EXPECT_EQ(host.core.restarts(1), 1u);
  EXPECT_EQ(host.core.restarts(2), 0u);
}

TEST(supervisor_core, one_for_all_restarts_all) {
  scripted_host host{how(strategy::one_for_all), abc()};
  host.core.begin();
  host.orders();
  host.crash(1);
  host.advance(1'000);
  EXPECT_EQ(host.orders(),
            (orders{"stop c", "stop a", "start a", "start b", "start c"}));
  // Only the one that failed counts a restart.
  EXPECT_EQ(host.core.restarts(0), 0u);
  EXPECT_EQ(host.core.restarts(1), 1u);
  EXPECT_EQ(host.core.restarts(2), 0u);
}

TEST(supervisor_core, rest_for_one_restarts_later_only) {
  scripted_host host{how(strategy::rest_for_one), abc()};
  host.core.begin();
  host.orders();
  host.crash(1);
  host.advance(1'000);
  EXPECT_EQ(host.orders(), (orders{"stop c", "start b", "start c"}));
  EXPECT_EQ(host.core.state(0), child_state::running);
}

TEST(supervisor_core, simultaneous_failures_coalesce) {
  scripted_host host{how(strategy::one_for_all, 1), abc()};
  host.core.begin();
  host.orders();
  host.stubborn = {2};
  host.crash(0);
  host.crash(1); // while c is asked to stop
  host.core.down(2, false, host.now);
  host.advance(1'000);
  // One restart of the group, and one of the single restart that is allowed.
  EXPECT_EQ(host.orders(), (orders{"stop c", "start a", "start b", "start c"}));
  EXPECT_EQ(host.core.restarts(0), 1u);
  EXPECT_EQ(host.core.restarts(1), 1u);
}

TEST(supervisor_core, a_failure_further_up_widens_the_group) {
  scripted_host host{how(strategy::rest_for_one), abc()};
  host.core.begin();
  host.orders();
  host.crash(2);
  host.crash(0); // while c waits for its restart
  host.advance(1'000);
  EXPECT_EQ(host.orders(), (orders{"stop b", "start a", "start b", "start c"}));
}

TEST(supervisor_core, a_group_member_that_does_not_stop_is_killed) {
  scripted_host host{how(strategy::one_for_all), abc()};
  host.core.begin();
  host.orders();
  host.stubborn = {2};
  host.crash(0);
  host.advance(1'999);
  EXPECT_EQ(host.orders(), (orders{"stop c"}));
  host.advance(1);
  EXPECT_EQ(host.orders(), (orders{"kill c", "stop b"}));
  host.stubborn.clear();
  host.advance(1'000);
  EXPECT_EQ(host.orders(), (orders{"start a", "start b", "start c"}));
}

TEST(supervisor_core, a_quarantined_child_is_no_part_of_a_group) {
  auto children = abc();
  children[2].exhausted = on_exhausted::quarantine;
  children[2].intensity.restarts = 0;
  scripted_host host{how(strategy::one_for_all), children};
  host.core.begin();
  host.crash(2);
  host.orders();
  host.crash(0);
  host.advance(1'000);
  EXPECT_EQ(host.orders(), (orders{"stop b", "start a", "start b"}));
  host.advance(300'000);
  EXPECT_EQ(host.orders(), (orders{"start c"}));
}

} // namespace
} // namespace troupe
