#include <gtest/gtest.h>

#include "runtime/supervision/watchdog_core.hpp"

namespace troupe {
namespace {

constexpr int64_t second = 1'000'000'000;
constexpr int64_t scan = second / 2;

using level = watchdog_finding::level;

class watchdog_core_test : public ::testing::Test {
public:
  /// Scans every half second until `until`; keeps all that was found.
  void scan_until(int64_t until, const std::vector<busy_actor>& busy) {
    while (now < until) {
      now += scan;
      last = core.scan(now, busy);
      for (auto& x : last.findings)
        found.push_back(x);
      gave_up = gave_up || last.give_up;
    }
  }

  int64_t now = 100 * second;
  watchdog_core core{watchdog_rules{}};
  watchdog_report last;
  std::vector<watchdog_finding> found;
  bool gave_up = false;
};

TEST_F(watchdog_core_test, a_busy_actor_is_named_at_two_and_five_seconds) {
  std::vector<busy_actor> busy{{"serializer", now, false}};
  scan_until(now + 2 * second - scan, busy);
  EXPECT_TRUE(found.empty());
  scan_until(now + scan, busy);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].how_bad, level::warning);
  EXPECT_EQ(found[0].id, "serializer");
  EXPECT_EQ(found[0].busy_ms, 2'000);
  scan_until(now + 3 * second, busy);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].how_bad, level::alarm);
  EXPECT_EQ(found[1].busy_ms, 5'000);
  scan_until(now + 10 * second, busy);
  EXPECT_EQ(found.size(), 2u); // each once per episode
}

TEST_F(watchdog_core_test, many_short_handlers_are_no_long_one) {
  for (int i = 0; i < 20; ++i)
    scan_until(now + scan, {{"aggregator", now, false}});
  EXPECT_TRUE(found.empty());
}

TEST_F(watchdog_core_test, a_second_episode_is_named_again) {
  scan_until(now + 3 * second, {{"a", now, false}});
  scan_until(now + scan, {});
  scan_until(now + 3 * second, {{"a", now, false}});
  EXPECT_EQ(found.size(), 2u);
}

TEST_F(watchdog_core_test, a_stopped_process_blames_nobody) {
  std::vector<busy_actor> busy{{"a", now, false}, {"b", now, false}};
  scan_until(now + second, busy);
  now += 60 * second; // SIGSTOP, SIGCONT
  auto resumed = now;
  scan_until(now + scan, busy);
  EXPECT_EQ(last.gap_ms, 60'000);
  EXPECT_TRUE(found.empty());
  EXPECT_FALSE(gave_up);
  // From there on the clock runs again.
  scan_until(resumed + scan + 2 * second, busy);
  EXPECT_EQ(last.gap_ms, 0);
  EXPECT_EQ(found.size(), 2u);
}

TEST_F(watchdog_core_test, half_of_the_pool_stuck_for_thirty_seconds_ends_it) {
  std::vector<busy_actor> busy{{"a", now, false}};
  scan_until(now + 30 * second - scan, busy);
  EXPECT_FALSE(gave_up);
  scan_until(now + scan, busy);
  EXPECT_TRUE(gave_up);
  EXPECT_EQ(last.stuck, std::vector<std::string>{"a"});
}

TEST_F(watchdog_core_test, less_than_half_of_the_pool_does_not) {
  watchdog_rules rules;
  rules.workers = 3;
  core = watchdog_core{rules};
  scan_until(now + 60 * second, {{"a", now, false}});
  EXPECT_FALSE(gave_up);
}

TEST_F(watchdog_core_test, a_thread_of_its_own_takes_none_from_the_pool) {
  scan_until(now + 60 * second, {{"forwarder", now, true}});
  EXPECT_FALSE(gave_up);
  EXPECT_EQ(found.size(), 2u);
}

} // namespace
} // namespace troupe
