#include <gtest/gtest.h>

#include "tests/unit/runtime/supervision/scripted_host.hpp"

namespace troupe {
namespace {

supervisor_rules intensity(uint32_t restarts, int64_t period_ms = 60'000) {
  supervisor_rules result;
  result.id = "sup";
  result.intensity = {restarts, period_ms};
  return result;
}

child_rules with(restart_policy x) {
  auto result = rules_for("a");
  result.restart = x;
  return result;
}

struct policy_case {
  restart_policy policy;
  bool failed;
  child_state after;
  orders then;
};

class restart_policies : public ::testing::TestWithParam<policy_case> {};

TEST_P(restart_policies, decide_who_comes_back) {
  const auto& x = GetParam();
  scripted_host host{intensity(5), {with(x.policy)}};
  host.core.begin();
  host.orders();
  host.core.down(0, x.failed, host.now);
  EXPECT_EQ(host.core.state(0), x.after);
  host.advance(600'000);
  EXPECT_EQ(host.orders(), x.then);
}

constexpr auto waits = child_state::backing_off;
constexpr auto done = child_state::done;

INSTANTIATE_TEST_SUITE_P(
    permanent_on_normal_exit_restarts, restart_policies,
    ::testing::Values(
        policy_case{restart_policy::permanent, false, waits, {"start a"}},
        policy_case{restart_policy::permanent, true, waits, {"start a"}}));
INSTANTIATE_TEST_SUITE_P(
    transient_on_normal_does_not, restart_policies,
    ::testing::Values(
        policy_case{restart_policy::transient, false, done, {}},
        policy_case{restart_policy::transient, true, waits, {"start a"}}));
INSTANTIATE_TEST_SUITE_P(
    temporary_never, restart_policies,
    ::testing::Values(policy_case{restart_policy::temporary, false, done, {}},
                      policy_case{restart_policy::temporary, true, done, {}}));

TEST(supervisor_core, intensity_exact_edge) {
  scripted_host host{intensity(3), {rules_for("a"), rules_for("b")}};
  host.core.begin();
  for (int i = 0; i < 3; ++i) {
    host.crash(0);
    host.advance(2'000);
  }
  EXPECT_EQ(host.core.restarts(0), 3u);
  EXPECT_FALSE(host.core.stopping());
  host.orders();
  host.crash(0);
  EXPECT_EQ(host.orders(), (orders{"stop b", "finish:a failed too often"}));
}

TEST(supervisor_core, the_intensity_is_shared_by_the_children) {
  scripted_host host{intensity(2), {rules_for("a"), rules_for("b")}};
  host.core.begin();
  for (size_t i : {0, 1}) {
    host.crash(i);
    host.advance(2'000);
  }
  EXPECT_FALSE(host.core.stopping());
  host.crash(0);
  EXPECT_TRUE(host.core.stopping());
}

TEST(supervisor_core, intensity_window_slides) {
  scripted_host host{intensity(1, 10'000), {rules_for("a")}};
  host.core.begin();
  host.crash(0);
  host.advance(10'000); // the first restart is just out of the window
  host.crash(0);
  EXPECT_FALSE(host.core.stopping());
  host.advance(9'999);
  host.crash(0);
  EXPECT_TRUE(host.core.stopping());
}

TEST(supervisor_core, intensity_zero_escalates_at_once) {
  scripted_host host{intensity(0), {rules_for("a")}};
  host.core.begin();
  host.crash(0);
  EXPECT_EQ(host.orders(), (orders{"start a", "finish:a failed too often"}));
}

TEST(supervisor_core, quarantine_retries_later) {
  auto fragile = rules_for("a");
  fragile.exhausted = on_exhausted::quarantine;
  fragile.intensity = {1, 60'000};
  scripted_host host{intensity(0), {fragile, rules_for("b")}};
  host.core.begin();
  host.crash(0);
  host.advance(1'000);
  host.orders();
  host.crash(0);
  EXPECT_EQ(host.core.state(0), child_state::quarantined);
  EXPECT_EQ(host.core.state(1), child_state::running);
  host.advance(299'999);
  EXPECT_EQ(host.orders(), orders{});
  host.advance(1);
  EXPECT_EQ(host.orders(), orders{"start a"});
  EXPECT_EQ(host.core.state(0), child_state::running);
}

TEST(supervisor_core, a_quarantine_does_not_use_up_the_others_intensity) {
  auto fragile = rules_for("a");
  fragile.exhausted = on_exhausted::quarantine;
  scripted_host host{intensity(1), {fragile, rules_for("b")}};
  host.core.begin();
  for (int i = 0; i < 3; ++i) {
    host.crash(0);
    host.advance(5'000);
  }
  host.crash(1);
  EXPECT_FALSE(host.core.stopping());
}

TEST(supervisor_core, backoff_sequence_and_jitter_bounds) {
  // Without jitter: doubling up to the cap. The extremes of the random source
  // are the bounds of the delay; the first one never exceeds the initial.
  struct row {
    double random;
    std::vector<int64_t> delays;
  };
  for (const auto& x : {row{0.5,
                            {88, 200, 400, 800, 1'600, 3'200, 6'400, 12'800,
                             25'600, 30'000, 30'000}},
                        row{0.0,
                            {100, 150, 300, 600, 1'200, 2'400, 4'800, 9'600,
                             19'200, 22'500, 22'500}},
                        row{1.0,
                            {75, 250, 500, 1'000, 2'000, 4'000, 8'000, 16'000,
                             32'000, 37'500, 37'500}}}) {
    scripted_host host{intensity(100), {rules_for("a")}};
    host.random = x.random;
    host.core.begin();
    for (size_t i = 0; i < x.delays.size(); ++i) {
      host.crash(0);
      host.advance(40'000);
    }
    EXPECT_EQ(host.delays, x.delays) << "random " << x.random;
  }
}

TEST(supervisor_core, backoff_resets_after_stable) {
  scripted_host host{intensity(100), {rules_for("a")}};
  host.core.begin();
  host.crash(0);
  host.advance(100); // starts again now
  host.advance(59'999);
  host.crash(0); // one millisecond short of stable
  host.advance(150);
  host.advance(60'000);
  host.crash(0);
  EXPECT_EQ(host.delays, (std::vector<int64_t>{100, 150, 100}));
}

TEST(supervisor_core, init_failure_not_run_failure) {
  // Failed starts go on with the backoff; they neither use up the intensity
  // nor count as restarts.
  scripted_host host{intensity(0), {rules_for("a"), rules_for("b")}};
  host.fails_to_start = {0};
  host.core.begin();
  EXPECT_EQ(host.core.state(0), child_state::backing_off);
  EXPECT_EQ(host.core.state(1), child_state::running);
  host.advance(10'000);
  EXPECT_FALSE(host.core.stopping());
  host.fails_to_start.clear();
  host.advance(30'000);
  EXPECT_EQ(host.core.state(0), child_state::running);
  EXPECT_EQ(host.core.restarts(0), 0u);
}

TEST(supervisor_core, failed_starts_exhaust_a_quarantined_child) {
  auto fragile = rules_for("a");
  fragile.exhausted = on_exhausted::quarantine;
  fragile.init_failures = 2;
  scripted_host host{intensity(5), {fragile}};
  host.fails_to_start = {0};
  host.core.begin();
  EXPECT_EQ(host.core.state(0), child_state::backing_off);
  host.advance(100);
  EXPECT_EQ(host.core.state(0), child_state::quarantined);
}

TEST(supervisor_core, a_significant_first_start_that_fails_is_the_end) {
  auto vital = rules_for("b");
  vital.significant = true;
  scripted_host host{intensity(5), {rules_for("a"), vital, rules_for("c")}};
  host.fails_to_start = {1};
  host.core.begin();
  EXPECT_EQ(host.orders(), (orders{"start a", "start b", "stop a",
                                   "finish:b could not start: no port"}));
}

TEST(supervisor_core, a_significant_later_start_that_fails_backs_off) {
  auto vital = rules_for("a");
  vital.significant = true;
  scripted_host host{intensity(5), {vital}};
  host.core.begin();
  host.fails_to_start = {0};
  host.crash(0);
  host.advance(1'000);
  EXPECT_FALSE(host.core.stopping());
  EXPECT_EQ(host.core.state(0), child_state::backing_off);
}

} // namespace
} // namespace troupe
