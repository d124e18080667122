#include "actors/aggregator/flush_time.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

constexpr int64_t second = 1'000'000'000;
constexpr int64_t start = 1'700'000'000 * second;
constexpr int64_t day = 86'400 * second;

TEST(flush_time_test, follows_the_wall_clock) {
  flush_time x;
  EXPECT_EQ(x.at(start, 5 * second), start);
  EXPECT_EQ(x.at(start + 15 * second, 20 * second), start + 15 * second);
}

TEST(flush_time_test, follows_a_wall_clock_that_is_set_forward) {
  flush_time x;
  x.at(start, 5 * second);
  EXPECT_EQ(x.at(start + 600 * second, 6 * second), start + 600 * second);
}

TEST(flush_time_test, a_large_jump_is_believed_when_it_has_lasted) {
  flush_time x;
  x.at(start, 0);
  for (int64_t i = 1; i <= 60; ++i)
    EXPECT_EQ(x.at(start + day + i * second, i * second), start + i * second);
  EXPECT_EQ(x.at(start + day + 61 * second, 61 * second),
            start + day + 61 * second);
}

TEST(flush_time_test, a_large_jump_that_is_taken_back_leaves_no_trace) {
  flush_time x;
  x.at(start, 0);
  x.at(start + day, 10 * second);
  EXPECT_EQ(x.at(start + 20 * second, 20 * second), start + 20 * second);
  x.at(start + day, 50 * second);
  EXPECT_EQ(x.at(start + day, 100 * second), start + 100 * second)
      << "the doubt begins anew";
}

TEST(flush_time_test, a_small_correction_is_waited_for) {
  flush_time x;
  x.at(start, 0);
  EXPECT_EQ(x.at(start - second / 2, second / 4), start);
  EXPECT_EQ(x.at(start + second, 2 * second), start + second);
}

TEST(flush_time_test, goes_on_with_steady_time_when_set_back) {
  flush_time x;
  x.at(start, 5 * second);
  EXPECT_EQ(x.at(start - day, 6 * second), start + second);
  EXPECT_EQ(x.at(start - day + 10 * second, 16 * second), start + 11 * second);
}

TEST(flush_time_test, a_sawing_clock_never_makes_it_go_back) {
  flush_time x;
  int64_t last = 0;
  for (int i = 0; i < 100; ++i) {
    auto wall = start + i * second / 4 + (i % 2 == 0 ? second : -second);
    auto now = x.at(wall, second + i * second / 4);
    EXPECT_GE(now, last);
    EXPECT_LE(now, wall + 3 * second);
    last = now;
  }
}

TEST(flush_time_test, distant_times_do_not_overflow) {
  for (int64_t wall_s : {int64_t{0}, int64_t{2'147'483'648},
                         int64_t{4'294'967'296}, int64_t{9'000'000'000}}) {
    flush_time x;
    EXPECT_EQ(x.at(wall_s * second, second), wall_s * second);
    EXPECT_EQ(x.at(wall_s * second - day, 2 * second), (wall_s + 1) * second);
  }
}

} // namespace
} // namespace troupe
