#pragma once
/// The time that flushes are stamped with. It follows the wall clock, but when
/// somebody sets that back it goes on with the steady clock instead, so that
/// no timestamp is ever before one that was sent.
///
/// Units: nanoseconds in and out.
/// Bounds: as far ahead of the wall clock as it was set back, until the wall
/// clock has caught up.
/// Thread rule: one owner.

#include <algorithm>
#include <cstdint>

namespace troupe {

class flush_time {
public:
  int64_t at(int64_t wall_ns, int64_t steady_ns) noexcept {
    if (steady_ns_ != 0)
      wall_ns = std::max(wall_ns, last_ns_ + (steady_ns - steady_ns_));
    last_ns_ = wall_ns;
    steady_ns_ = steady_ns;
    return wall_ns;
  }

private:
  int64_t last_ns_ = 0;
  /// 0 before the first call.
  int64_t steady_ns_ = 0;
};

} // namespace troupe
