#pragma once
/// What the runtime knows about one actor of the tree, by id ("dogstatsd/0").
/// It belongs to the tree, not to the actor: it survives restarts, and people
/// can read it while the actor is wedged.
///
/// Thread rule: atomics; written by the actor and its senders, read by all.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace troupe {

struct actor_stats {
  explicit actor_stats(std::string name, uint64_t limit = 65536)
      : id(std::move(name)), mailbox_limit(limit) {
  }

  const std::string id;
  /// Data messages beyond this many waiting ones are refused and counted.
  const uint64_t mailbox_limit;
  /// Messages that came in, over all incarnations.
  std::atomic<uint64_t> arrived{0};
  /// Messages whose handler ended.
  std::atomic<uint64_t> handled{0};
  /// Refused because the mailbox was full.
  std::atomic<uint64_t> refused{0};
  /// Those of the handled ones that the actor did not know.
  std::atomic<uint64_t> unhandled{0};
  /// Waiting when the actor ended.
  std::atomic<uint64_t> abandoned{0};
  /// Nanoseconds inside handlers.
  std::atomic<uint64_t> busy_ns{0};
  /// Steady nanoseconds since which a handler runs; 0 when none does.
  std::atomic<int64_t> busy_since_ns{0};

  /// The actor is gone: what waits will never be handled.
  void abandon_queue() noexcept {
    abandoned.fetch_add(queue(), std::memory_order_relaxed);
    busy_since_ns.store(0, std::memory_order_relaxed);
  }

  uint64_t queue() const noexcept {
    auto gone = handled.load(std::memory_order_relaxed)
                + abandoned.load(std::memory_order_relaxed);
    auto came = arrived.load(std::memory_order_relaxed);
    return came > gone ? came - gone : 0;
  }
};

using actor_stats_ptr = std::shared_ptr<actor_stats>;

} // namespace troupe
