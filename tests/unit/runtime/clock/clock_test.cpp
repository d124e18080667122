#include "runtime/clock/clock.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

constexpr int64_t second = 1'000'000'000;

TEST(manual_clock_test, moves_only_when_told) {
  manual_clock x{1'700'000'000};
  EXPECT_EQ(x.wall_s(), 1'700'000'000);
  auto steady = x.steady_ns();
  EXPECT_GT(steady, 0);
  x.advance_ns(3 * second / 2);
  EXPECT_EQ(x.wall_s(), 1'700'000'001);
  EXPECT_EQ(x.wall_ns(), 1'700'000'001'500'000'000);
  EXPECT_EQ(x.steady_ns() - steady, 3 * second / 2);
}

TEST(manual_clock_test, setting_the_wall_clock_leaves_steady_time_alone) {
  manual_clock x{1'700'000'000};
  auto steady = x.steady_ns();
  x.step_wall_ns(-86'400 * second);
  EXPECT_EQ(x.wall_s(), 1'700'000'000 - 86'400);
  EXPECT_EQ(x.steady_ns(), steady);
}

TEST(system_clock_test, is_one_for_the_process_and_never_goes_back) {
  auto& x = system_clock();
  EXPECT_EQ(&x, &system_clock());
  auto before = x.steady_ns();
  EXPECT_GE(x.steady_ns(), before);
  // Later than 2023: nanoseconds since the epoch and nothing else.
  EXPECT_GT(x.wall_s(), 1'690'000'000);
}

} // namespace
} // namespace troupe
