#pragma once
/// Knows when the first attempts of everything that came before a point in
/// time are over, so that a flush can be awaited. A payload whose endpoint
/// takes no attempts at present is not waited for: a dead endpoint must not
/// hold up those who wait for a living one.
///
/// Bounds: one number per payload that waits for its first attempt; at most
/// `max_waiters` tokens, further ones end at once with "no".
/// Thread rule: needs external synchronisation.

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "messages/control/control.hpp"

namespace troupe {

class flush_watch {
public:
  static constexpr size_t max_waiters = 256;

  void expect(uint64_t seq);
  /// Its first attempt ended, or there will be none for now.
  void over(uint64_t seq);
  /// Completes `waiter` when all up to `last_seq` are over.
  void wait(uint64_t last_seq, completion_ptr waiter);
  /// Tokens that are to be completed now; the caller does so without a lock.
  std::vector<completion_ptr> take_ended();

private:
  std::set<uint64_t> expected_;
  /// Rising in `first`.
  std::vector<std::pair<uint64_t, completion_ptr>> waiters_;
};

} // namespace troupe
