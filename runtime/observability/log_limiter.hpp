#pragma once
/// At most `per_second` lines a second from one call site.
///
/// Bounds: 1024 sites have their own count, later ones share one.
/// Thread rule: any thread, without locks; two threads at the turn of a
/// second may let a line too many through.

#include <array>
#include <atomic>
#include <cstdint>

namespace troupe {

class log_limiter {
public:
  static constexpr uint32_t per_second = 10;

  struct verdict {
    bool pass = false;
    /// Lines of the site that were left out before this one.
    uint64_t suppressed = 0;
  };

  /// `site` is any number that names the call site, not 0.
  verdict ask(uint64_t site, int64_t steady_ns) noexcept {
    slot& x = slot_of(site);
    int64_t second = steady_ns / 1'000'000'000;
    if (x.second.exchange(second, std::memory_order_relaxed) != second)
      x.lines.store(0, std::memory_order_relaxed);
    if (x.lines.fetch_add(1, std::memory_order_relaxed) >= per_second) {
      x.suppressed.fetch_add(1, std::memory_order_relaxed);
      total_.fetch_add(1, std::memory_order_relaxed);
      return {};
    }
    return {true, x.suppressed.exchange(0, std::memory_order_relaxed)};
  }

  uint64_t suppressed() const noexcept {
    return total_.load(std::memory_order_relaxed);
  }

private:
  struct slot {
    std::atomic<uint64_t> site{0};
    std::atomic<int64_t> second{-1};
    std::atomic<uint32_t> lines{0};
    std::atomic<uint64_t> suppressed{0};
  };
  static constexpr size_t size = 1024;

  slot& slot_of(uint64_t site) noexcept {
    for (size_t i = 0; i < size; ++i) {
      slot& x = slots_[(site + i) % size];
      uint64_t owner = 0;
      if (x.site.load(std::memory_order_relaxed) == site
          || x.site.compare_exchange_strong(owner, site) || owner == site)
        return x;
    }
    return shared_;
  }

  std::array<slot, size> slots_;
  slot shared_;
  std::atomic<uint64_t> total_{0};
};

} // namespace troupe
