#include "actors/dogstatsd/window_clock.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

constexpr int64_t second = 1'000'000'000;
constexpr int64_t start = 1'700'000'000 * second;
constexpr int64_t day = 86'400 * second;

TEST(window_clock, follows_the_wall_clock) {
  window_clock x;
  EXPECT_EQ(x.advance(start, 0), start);
  EXPECT_EQ(x.advance(start + second, second), start + second);
  EXPECT_EQ(x.steps(), 0u);
}

// Catalogue C03.
TEST(window_clock, a_day_back_is_not_followed_and_time_goes_on) {
  window_clock x;
  x.advance(start, 0);
  auto last = start;
  for (int64_t i = 1; i <= 100; ++i) {
    auto now = x.advance(start - day + i * second, i * second);
    EXPECT_GT(now, last);
    last = now;
  }
  EXPECT_EQ(last, start + 100 * second);
}

TEST(window_clock, a_day_forward_is_believed_after_a_minute) {
  window_clock x;
  x.advance(start, 0);
  EXPECT_EQ(x.advance(start + day + 10 * second, 10 * second),
            start + 10 * second);
  EXPECT_EQ(x.advance(start + day + 60 * second, 60 * second),
            start + 60 * second);
  EXPECT_EQ(x.advance(start + day + 70 * second, 70 * second),
            start + day + 70 * second);
  EXPECT_EQ(x.steps(), 1u);
}

TEST(window_clock, a_day_forward_that_is_taken_back_leaves_no_trace) {
  window_clock x;
  x.advance(start, 0);
  x.advance(start + day + second, second);
  EXPECT_EQ(x.advance(start + 2 * second, 2 * second), start + 2 * second);
  EXPECT_EQ(x.advance(start + day + 62 * second, 62 * second),
            start + 62 * second);
}

TEST(window_clock, a_saw_of_a_second_never_goes_back_nor_runs_away) {
  window_clock x;
  auto last = x.advance(start, 0);
  for (int64_t i = 1; i <= 1000; ++i) {
    auto true_time = start + i * second / 10;
    auto wall = true_time + (i % 2 == 0 ? second : -second);
    auto now = x.advance(wall, i * second / 10);
    EXPECT_GE(now, last);
    EXPECT_LE(now, true_time + second);
    last = now;
  }
}

TEST(window_clock, a_batch_that_waited_does_not_turn_it_back) {
  window_clock x;
  x.advance(start, 0);
  EXPECT_EQ(x.advance(start + second, second), start + second);
  EXPECT_EQ(x.advance(start + second / 2, second), start + second);
}

// Catalogue C04.
TEST(window_clock, the_ends_of_time_do_not_overflow) {
  for (int64_t wall : {int64_t{0}, int64_t{2'147'483'648} * second,
                       int64_t{4'294'967'296} * second, INT64_MAX - second}) {
    window_clock x;
    EXPECT_EQ(x.advance(wall, 0), wall);
  }
}

} // namespace
} // namespace troupe
