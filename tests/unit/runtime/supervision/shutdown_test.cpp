#include <gtest/gtest.h>

#include "tests/unit/runtime/supervision/scripted_host.hpp"

namespace troupe {
namespace {

supervisor_rules plain(auto_shutdown x = auto_shutdown::never) {
  supervisor_rules result;
  result.id = "sup";
  result.shutdown = x;
  return result;
}

child_rules worker(const std::string& id, bool significant) {
  auto result = rules_for(id);
  result.restart = restart_policy::transient;
  result.significant = significant;
  return result;
}

TEST(supervisor_core, significant_child_any) {
  scripted_host host{
      plain(auto_shutdown::any_significant),
      {worker("a", true), worker("b", true), worker("c", false)}};
  host.core.begin();
  host.orders();
  host.core.down(2, false, host.now);
  EXPECT_FALSE(host.core.stopping());
  host.core.down(1, false, host.now);
  EXPECT_EQ(host.orders(), (orders{"stop a", "finish"}));
}

TEST(supervisor_core, significant_child_all) {
  scripted_host host{
      plain(auto_shutdown::all_significant),
      {worker("a", true), worker("b", true), worker("c", false)}};
  host.core.begin();
  host.orders();
  host.core.down(1, false, host.now);
  EXPECT_FALSE(host.core.stopping());
  host.core.down(0, false, host.now);
  EXPECT_EQ(host.orders(), (orders{"stop c", "finish"}));
}

TEST(supervisor_core, shutdown_deadline_then_kill_counts_aborted) {
  auto slow = rules_for("b");
  slow.shutdown_ms = 300;
  scripted_host host{plain(), {rules_for("a"), slow}};
  host.stubborn = {1};
  host.core.begin();
  host.orders();
  host.core.shutdown();
  host.advance(299);
  EXPECT_EQ(host.orders(), (orders{"stop b"}));
  host.advance(1);
  EXPECT_EQ(host.orders(), (orders{"kill b", "stop a", "finish"}));
  EXPECT_EQ(host.core.aborted(), 1u);
}

TEST(supervisor_core, a_child_that_stops_in_time_is_not_killed_later) {
  scripted_host host{plain(), {rules_for("a"), rules_for("b")}};
  host.stubborn = {0, 1};
  host.core.begin();
  host.core.shutdown();
  host.advance(1'000);
  host.core.down(1, false, host.now);
  host.orders();
  host.advance(1'500); // b's deadline would be over, a's is not
  EXPECT_EQ(host.orders(), orders{});
  EXPECT_EQ(host.core.aborted(), 0u);
}

TEST(supervisor_core, restart_during_shutdown_suppressed) {
  scripted_host host{plain(), {rules_for("a"), rules_for("b")}};
  host.stubborn = {0};
  host.core.begin();
  host.crash(1); // backs off
  host.orders();
  host.core.shutdown();
  host.crash(0); // fails instead of stopping in order
  host.advance(600'000);
  EXPECT_EQ(host.orders(), (orders{"stop a", "finish"}));
}

TEST(supervisor_core, a_second_shutdown_changes_nothing) {
  scripted_host host{plain(), {rules_for("a")}};
  host.core.begin();
  host.core.shutdown();
  host.orders();
  host.core.shutdown();
  EXPECT_EQ(host.orders(), orders{});
}

TEST(supervisor_core, child_removed_while_backing_off) {
  scripted_host host{plain(), {rules_for("a"), rules_for("b")}};
  host.core.begin();
  host.crash(0);
  host.orders();
  host.core.remove(0);
  host.advance(600'000);
  EXPECT_EQ(host.orders(), orders{});
  EXPECT_EQ(host.core.state(0), child_state::done);
  EXPECT_EQ(host.core.state(1), child_state::running);
}

TEST(supervisor_core, a_child_removed_while_it_runs_stops_for_good) {
  scripted_host host{plain(), {rules_for("a")}};
  host.stubborn = {0};
  host.core.begin();
  host.orders();
  host.core.remove(0);
  EXPECT_EQ(host.core.state(0), child_state::stopping);
  host.core.down(0, true, host.now);
  host.advance(600'000);
  EXPECT_EQ(host.orders(), (orders{"stop a"}));
  EXPECT_EQ(host.core.state(0), child_state::done);
}

} // namespace
} // namespace troupe
