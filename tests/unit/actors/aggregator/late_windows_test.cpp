#include "actors/aggregator/late_windows.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

std::vector<int64_t> move(late_windows& x, std::vector<int64_t> starts) {
  std::vector<closed_window> windows(starts.size());
  for (size_t i = 0; i < starts.size(); ++i)
    windows[i].start_s = starts[i];
  x.move(windows);
  std::vector<int64_t> result;
  for (auto& window : windows)
    result.push_back(window.start_s);
  return result;
}

using starts = std::vector<int64_t>;

TEST(late_windows_test, windows_in_time_keep_their_stamp_and_are_sorted) {
  late_windows x{10};
  EXPECT_EQ(move(x, {110, 100, 110}), (starts{100, 110, 110}));
  EXPECT_EQ(move(x, {120}), (starts{120}));
  EXPECT_EQ(move(x, {}), (starts{}));
  EXPECT_EQ(x.moved(), 0u);
}

TEST(late_windows_test, a_late_one_joins_the_oldest_that_was_not_sent) {
  late_windows x{10};
  move(x, {100, 110});
  EXPECT_EQ(move(x, {110, 120, 130}), (starts{120, 120, 130}));
  EXPECT_EQ(x.moved(), 1u);
}

TEST(late_windows_test, windows_of_one_late_time_stay_together) {
  late_windows x{10};
  move(x, {100});
  EXPECT_EQ(move(x, {100, 100, 90}), (starts{110, 120, 120}));
}

TEST(late_windows_test, after_a_day_back_stamps_go_on_rising) {
  late_windows x{10};
  auto last = move(x, {100'000}).back();
  for (int64_t at = 13'600; at < 14'600; at += 20) {
    auto got = move(x, {at, at + 10});
    EXPECT_EQ(got.front(), last + 10);
    EXPECT_EQ(got.back(), last + 20);
    last = got.back();
  }
}

TEST(late_windows_test, a_day_forward_is_followed) {
  late_windows x{10};
  move(x, {100});
  EXPECT_EQ(move(x, {86'500, 86'510}), (starts{86'500, 86'510}));
}

} // namespace
} // namespace troupe
