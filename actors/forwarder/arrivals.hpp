#pragma once
/// Payloads on their way through the forwarder's mailbox: they are no units of
/// the ledger yet, so that one that is lost there is booked here.
///
/// Thread rule: safe on any thread.

#include <atomic>
#include <cstdint>

#include "runtime/base/stage.hpp"

namespace troupe {

class arrivals {
public:
  explicit arrivals(stage& payloads) : payloads_(payloads) {
  }

  /// One is put into the mailbox; false: the actor has ended, so it is lost.
  bool came() {
    if (waiting_.fetch_add(1) < ended)
      return true;
    payloads_.refuse(1, drop_reason::actor_down);
    return false;
  }
  /// One was handed on and is counted elsewhere from now on.
  void taken() noexcept {
    --waiting_;
  }
  /// One did not get into the mailbox.
  void refused() {
    --waiting_;
    payloads_.refuse(1, drop_reason::queue_full);
  }
  /// The actor ends: those that wait are lost.
  void end() {
    auto lost = waiting_.exchange(ended);
    if (lost > 0 && lost < ended)
      payloads_.refuse(lost, drop_reason::abandoned);
  }

private:
  static constexpr uint64_t ended = uint64_t{1} << 62;

  stage& payloads_;
  std::atomic<uint64_t> waiting_{0};
};

} // namespace troupe
