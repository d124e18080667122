#pragma once
/// The time that flushes are stamped with, by the rules by which shards open
/// their windows. It follows the wall clock forward and never goes back: while
/// the wall clock is behind, it runs on with the steady clock. A jump of more
/// than ten minutes is believed once it has lasted a minute: the intake
/// refuses what is further ahead, and there would be no way back.
///
/// Units: nanoseconds in and out.
/// Thread rule: one owner.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

namespace troupe {

class flush_time {
public:
  static constexpr int64_t second = 1'000'000'000;
  static constexpr int64_t doubtful_jump = 600 * second;
  static constexpr int64_t belief_after = 60 * second;
  /// A clock that is corrected by less is waited for.
  static constexpr int64_t tolerance = second;

  int64_t at(int64_t wall_ns, int64_t steady_ns) noexcept {
    auto last = std::exchange(last_, reading{wall_ns, steady_ns});
    if (!last)
      return wall_ns;
    auto expected =
        last->time_ns + std::max<int64_t>(steady_ns - last->steady_ns, 0);
    auto jump = wall_ns - expected;
    if (jump <= doubtful_jump)
      doubted_since_.reset();
    else if (!doubted_since_)
      doubted_since_ = steady_ns;
    if (jump < -tolerance
        || (doubted_since_ && steady_ns - *doubted_since_ < belief_after))
      last_->time_ns = expected;
    else
      last_->time_ns = std::max(last->time_ns, wall_ns);
    return last_->time_ns;
  }

private:
  struct reading {
    int64_t time_ns = 0;
    int64_t steady_ns = 0;
  };

  std::optional<reading> last_;
  std::optional<int64_t> doubted_since_;
};

} // namespace troupe
