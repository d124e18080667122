#pragma once
/// Keeps the windows of one flush from carrying stamps that an earlier flush
/// has sent: a shard that answered too late, or a wall clock that was set
/// back, must make nothing go back in time and replace nothing that was sent.
///
/// A window that is too old gets the start of the oldest one not yet sent; the
/// next too old one gets the next start, so that their spacing stays.
/// Thread rule: one owner.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "messages/metric/window.hpp"

namespace troupe {

class late_windows {
public:
  explicit late_windows(int64_t window_s) : window_s_(window_s) {
  }

  /// Sorts `xs` by start and moves the late ones.
  void move(std::vector<closed_window>& xs) {
    if (xs.empty())
      return;
    auto by_start = [](auto& a, auto& b) { return a.start_s < b.start_s; };
    std::stable_sort(xs.begin(), xs.end(), by_start);
    auto stamp = next_s_;
    auto original = xs.front().start_s;
    for (auto& x : xs) {
      if (x.start_s >= next_s_)
        break;
      if (x.start_s != original) {
        original = x.start_s;
        stamp += window_s_;
      }
      x.start_s = stamp;
      ++moved_;
    }
    std::stable_sort(xs.begin(), xs.end(), by_start);
    next_s_ = xs.back().start_s + window_s_;
  }

  /// Windows that were moved.
  uint64_t moved() const noexcept {
    return moved_;
  }

private:
  int64_t window_s_;
  /// The oldest start that was not sent yet.
  int64_t next_s_ = std::numeric_limits<int64_t>::min();
  uint64_t moved_ = 0;
};

} // namespace troupe
