#include "runtime/clock/forward_clock.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

constexpr int64_t second = 1'000'000'000;
constexpr int64_t start = 1'700'000'000 * second;
constexpr int64_t day = 86'400 * second;

TEST(forward_clock, follows_the_wall_clock) {
  forward_clock x;
  EXPECT_EQ(x.advance(start, 0), start);
  EXPECT_EQ(x.advance(start + second, second), start + second);
  EXPECT_EQ(x.steps(), 0u);
}

// Catalogue C03.
TEST(forward_clock, a_day_back_is_not_followed_and_time_goes_on) {
  forward_clock x;
  x.advance(start, 0);
  auto last = start;
  for (int64_t i = 1; i <= 100; ++i) {
    auto now = x.advance(start - day + i * second, i * second);
    EXPECT_GT(now, last);
    last = now;
  }
  EXPECT_EQ(last, start + 100 * second);
}

TEST(forward_clock, a_day_forward_is_believed_after_a_minute) {
  forward_clock x;
  x.advance(start, 0);
  EXPECT_EQ(x.advance(start + day + 10 * second, 10 * second),
            start + 10 * second);
  EXPECT_EQ(x.advance(start + day + 60 * second, 60 * second),
            start + 60 * second);
  EXPECT_EQ(x.advance(start + day + 70 * second, 70 * second),
            start + day + 70 * second);
  EXPECT_EQ(x.steps(), 1u);
}

TEST(forward_clock, a_day_forward_that_is_taken_back_leaves_no_trace) {
  forward_clock x;
  x.advance(start, 0);
  x.advance(start + day + second, second);
  EXPECT_EQ(x.advance(start + 2 * second, 2 * second), start + 2 * second);
  EXPECT_EQ(x.advance(start + day + 62 * second, 62 * second),
            start + 62 * second);
}

TEST(forward_clock, a_saw_of_a_second_never_goes_back_nor_runs_away) {
  forward_clock x;
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

TEST(forward_clock, a_batch_that_waited_does_not_turn_it_back) {
  forward_clock x;
  x.advance(start, 0);
  EXPECT_EQ(x.advance(start + second, second), start + second);
  EXPECT_EQ(x.advance(start + second / 2, second), start + second);
}

TEST(forward_clock, ten_minutes_forward_are_followed_at_once) {
  forward_clock x;
  x.advance(start, 5 * second);
  EXPECT_EQ(x.advance(start + 601 * second, 6 * second), start + 601 * second);
  EXPECT_EQ(x.steps(), 0u);
}

TEST(forward_clock, each_doubt_lasts_its_own_minute) {
  forward_clock x;
  x.advance(start, 0);
  x.advance(start + day, 10 * second);
  x.advance(start + 20 * second, 20 * second);
  x.advance(start + day, 50 * second);
  EXPECT_EQ(x.advance(start + day, 100 * second), start + 100 * second);
}

TEST(forward_clock, a_small_correction_is_waited_for) {
  forward_clock x;
  x.advance(start, 0);
  EXPECT_EQ(x.advance(start - second / 2, second / 4), start);
  EXPECT_EQ(x.advance(start + second, 2 * second), start + second);
}

TEST(forward_clock, steady_readings_out_of_order_count_no_time_twice) {
  forward_clock x;
  x.advance(start, 10 * second);
  EXPECT_EQ(x.advance(start - day, 20 * second), start + 10 * second);
  EXPECT_EQ(x.advance(start - day, 15 * second), start + 10 * second);
  EXPECT_EQ(x.advance(start - day, 20 * second), start + 10 * second);
}

// Catalogue C04.
TEST(forward_clock, the_ends_of_time_do_not_overflow) {
  for (int64_t wall : {int64_t{0}, int64_t{2'147'483'648} * second,
                       int64_t{4'294'967'296} * second, INT64_MAX - second}) {
    forward_clock x;
    EXPECT_EQ(x.advance(wall, 0), wall);
    EXPECT_EQ(x.advance(wall - day, second), wall + second);
  }
}

} // namespace
} // namespace troupe
