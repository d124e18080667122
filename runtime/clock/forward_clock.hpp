#pragma once
/// The time by which shards open and close windows and flushes are stamped. It
/// follows the wall clock forward and never goes back: while the wall clock is
/// behind, it runs on with the steady clock. A jump forward of more than ten
/// minutes is believed only once it has lasted a minute: a clock that is set
/// wrong is often set right again, the intake refuses what is further ahead,
/// and there would be no way back.
///
/// Units: nanoseconds since the epoch. Thread rule: one owner. Errors: none.

#include <algorithm>
#include <cstdint>

namespace troupe {

class forward_clock {
public:
  static constexpr int64_t second = 1'000'000'000;
  static constexpr int64_t doubtful_jump = 600 * second;
  static constexpr int64_t belief_after = 60 * second;

  /// Returns the time for a reading of both clocks; never less than before.
  int64_t advance(int64_t wall_ns, int64_t steady_ns) noexcept {
    if (!started_) {
      started_ = true;
      steady_ = steady_ns;
      now_ = wall_ns;
      return now_;
    }
    auto spent = std::max<int64_t>(steady_ns - steady_, 0);
    steady_ = std::max(steady_, steady_ns);
    auto expected = now_ + spent;
    // Steady readings are of now, wall readings of when a packet came: a
    // little less than expected is ordinary.
    auto jump = wall_ns - expected;
    if (jump > doubtful_jump && !believe(steady_ns)) {
      now_ = expected;
    } else if (jump >= 0) {
      doubted_since_ = none;
      steps_ += jump > doubtful_jump;
      now_ = wall_ns;
    } else {
      doubted_since_ = none;
      now_ = jump < -tolerance ? expected : std::max(now_, wall_ns);
    }
    return now_;
  }

  /// Jumps of more than ten minutes that were followed.
  uint64_t steps() const noexcept {
    return steps_;
  }
  int64_t now_ns() const noexcept {
    return now_;
  }

private:
  static constexpr int64_t none = INT64_MIN;
  static constexpr int64_t tolerance = second;

  bool believe(int64_t steady_ns) noexcept {
    if (doubted_since_ == none)
      doubted_since_ = steady_ns;
    return steady_ns - doubted_since_ >= belief_after;
  }

  bool started_ = false;
  int64_t now_ = 0;
  int64_t steady_ = 0;
  int64_t doubted_since_ = none;
  uint64_t steps_ = 0;
};

} // namespace troupe
