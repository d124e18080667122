#pragma once
/// Keeps an endpoint that fails from being asked again and again: closed while
/// it answers, open for a time after a failure, then half open for one probe.
///
/// The wait after n failures is drawn from [d / factor, d], d = base * 2^n; at
/// most `max`. Only an attempt that started in the present state counts, so
/// ten calls that fail together are one failure.
///
/// Units: steady nanoseconds. Thread rule: needs external synchronisation.

#include <cstdint>
#include <optional>
#include <random>
#include <string_view>

namespace troupe {

struct backoff_options {
  double base_s = 2;
  double factor = 2;
  double max_s = 64;
  int recovery_interval = 2;
  bool recovery_reset = false;
};

enum class breaker_state : uint8_t { closed = 0, open = 1, half_open = 2 };

constexpr std::string_view to_string(breaker_state x) {
  constexpr std::string_view words[] = {"closed", "open", "half_open"};
  return words[static_cast<size_t>(x)];
}

class breaker {
public:
  breaker(backoff_options options, uint64_t seed);

  /// Whether an attempt may start now.
  bool allows(int64_t now_ns) const noexcept;
  /// An attempt starts; returns the stamp that its end must bring back.
  /// Requires: `allows(now_ns)`.
  uint64_t started(int64_t now_ns) noexcept;
  /// False when the attempt is of an earlier state and so says nothing.
  bool failed(uint64_t stamp, int64_t now_ns,
              std::optional<int64_t> asked_wait_ns = std::nullopt);
  bool succeeded(uint64_t stamp) noexcept;
  /// The attempts under way will never end; a lost probe is due again.
  void forget_attempts(int64_t now_ns) noexcept;
  /// There is news from elsewhere: a probe may go now.
  void probe_now(int64_t now_ns) noexcept;

  breaker_state state() const noexcept {
    return state_;
  }
  /// When an open breaker lets a probe through.
  int64_t until_ns() const noexcept {
    return until_ns_;
  }
  int failures() const noexcept {
    return failures_;
  }

private:
  int64_t draw_ns();

  backoff_options options_;
  int most_failures_;
  std::mt19937_64 random_;
  breaker_state state_ = breaker_state::closed;
  uint64_t stamp_ = 0;
  int failures_ = 0;
  int64_t until_ns_ = 0;
};

} // namespace troupe
