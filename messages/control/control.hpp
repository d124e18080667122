#pragma once
/// Control messages: small, never shed, ahead of data where that matters.

#include <cstdint>
#include <functional>
#include <utility>

#include "runtime/base/ref_counted.hpp"

namespace troupe {

/// Clock -> everybody with periodic work, once a second. A receiver ignores a
/// tick whose generation is not newer than the last one it saw.
struct tick {
  uint64_t generation = 0;
  int64_t wall_ns = 0;
  int64_t steady_ns = 0;

  int64_t wall_s() const noexcept {
    return wall_ns / 1'000'000'000;
  }
};

/// Says once whether something was done. Destroyed without an answer it says
/// "no", so a lost message never leaves somebody waiting.
class completion final : public ref_counted {
public:
  using callback = std::function<void(bool done)>;

  explicit completion(callback f) : on_end_(std::move(f)) {
  }
  ~completion() override {
    end(false);
  }
  void done() const {
    end(true);
  }

private:
  void end(bool ok) const {
    if (auto f = std::exchange(on_end_, nullptr))
      f(ok);
  }
  mutable callback on_end_;
};

using completion_ptr = ref_ptr<const completion>;

/// Asks for a flush now. The token is completed when every payload of the
/// flush was handed to the forwarder and its first attempts are over.
struct flush_command {
  completion_ptr waiter;
  /// True on shutdown: open windows go too if so configured.
  bool final = false;
};

/// Aggregator -> shards: ship every window that starts before `cutoff_s`, and
/// all of them when `final`; answer with `window_closed` of this id.
struct close_windows {
  uint64_t flush_id = 0;
  int64_t cutoff_s = 0;
  bool final = false;
};

/// Follows the last batch of a flush down to the forwarder.
struct flush_end {
  uint64_t flush_id = 0;
  completion_ptr waiter;
};

/// Shutdown is data-shaped: a stage that gets this finishes what it holds,
/// then completes the token.
struct drain_command {
  completion_ptr waiter;
};

/// What `troupe debug` does to an actor; understood by the common base.
enum class fault_kind : uint8_t { throw_exception = 0, stall = 1 };

struct fault_command {
  fault_kind kind = fault_kind::throw_exception;
  /// Milliseconds of a stall.
  uint32_t duration_ms = 0;
};

} // namespace troupe
