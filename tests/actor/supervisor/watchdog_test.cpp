#include "runtime/supervision/watchdog.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

class watchdog_test : public ::testing::Test {
public:
  watchdog_test() {
    stats = tree.join("serializer", "root", "actor", 10, false);
    tree.join("forwarder", "root", "actor", 10, true);
  }

  watchdog_rules rules() {
    watchdog_rules result;
    result.give_up_ns = 10'000'000'000;
    result.gap_ns = 60'000'000'000;
    return result;
  }

  manual_clock clock{1'700'000'000};
  supervision_tree tree;
  actor_stats_ptr stats;
  std::vector<std::string> told;
  watchdog dog{
      tree,
      clock,
      rules(),
      {[this](const watchdog_finding& x) {
         told.push_back(x.id + " " + std::to_string(x.busy_ms));
       },
       [this](int64_t ms) { told.push_back("gap " + std::to_string(ms)); },
       [this](const std::vector<std::string>& x) {
         told.push_back("give up " + x.at(0));
       }}};
};

TEST_F(watchdog_test, it_reads_the_stamps_of_the_tree) {
  stats->busy_since_ns = clock.steady_ns();
  dog.look();
  EXPECT_TRUE(told.empty());
  clock.advance_ns(2'500'000'000);
  dog.look();
  EXPECT_EQ(told, std::vector<std::string>{"serializer 2500"});
}

TEST_F(watchdog_test, it_gives_up_and_says_who_is_stuck) {
  stats->busy_since_ns = clock.steady_ns();
  clock.advance_ns(11'000'000'000);
  dog.look();
  EXPECT_EQ(told.back(), "give up serializer");
}

TEST_F(watchdog_test, it_reports_that_the_process_stood_still) {
  dog.look();
  clock.advance_ns(90'000'000'000);
  dog.look();
  EXPECT_EQ(told, std::vector<std::string>{"gap 89500"});
}

TEST_F(watchdog_test, its_thread_starts_and_stops) {
  dog.start();
  dog.stop();
  EXPECT_TRUE(told.empty());
}

} // namespace
} // namespace troupe
