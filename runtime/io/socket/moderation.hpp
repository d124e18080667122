#pragma once
/// How long a UDP receiver may leave the socket alone so that one wake-up
/// serves many packets. Under load a wake-up per packet costs six times as
/// much as the packet; a pause that is too long overruns the kernel's buffer.
/// So the pause grows while the buffer stays nearly empty and shrinks as soon
/// as it fills.
///
/// Units: nanoseconds. Bounds: never longer than the maximum.
/// Thread rule: one thread.

#include <algorithm>
#include <cstdint>

namespace troupe {

class moderation {
public:
  static constexpr int64_t shortest_ns = 100'000;
  static constexpr int64_t longest_ns = 1'000'000;
  static constexpr int64_t step_ns = 5'000;

  explicit moderation(int64_t max_ns = longest_ns)
      : max_ns_(std::min(max_ns, longest_ns)) {
  }

  /// After a read: what it brought, and how full the buffer was before it
  /// (0 to 1).
  void observe(uint64_t packets, double fill, int64_t now_ns) noexcept {
    auto since = now_ns - last_ns_;
    last_ns_ = now_ns;
    // Packets that come more rarely than pauses end are best waited for.
    is_busy_ = packets > 0 && since < 2 * longest_ns;
    // Down at once, up slowly: an overrun loses packets, a wake-up only time.
    if (fill > 0.8)
      pause_ns_ /= 4;
    else if (fill > 0.65)
      pause_ns_ /= 2;
    else if (fill < 0.5 && packets > 0)
      pause_ns_ += step_ns;
    pause_ns_ = std::clamp(pause_ns_, shortest_ns / 2, longest_ns);
  }

  /// Packets come more often than pauses end.
  bool is_busy() const noexcept {
    return is_busy_;
  }

  /// 0: wait until the socket is readable instead.
  int64_t pause_ns() const noexcept {
    auto pause = std::min(pause_ns_, max_ns_);
    return is_busy_ && pause >= shortest_ns ? pause : 0;
  }

private:
  int64_t max_ns_;
  int64_t pause_ns_ = 2 * shortest_ns;
  int64_t last_ns_ = 0;
  bool is_busy_ = false;
};

} // namespace troupe
