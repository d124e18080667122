#pragma once
/// What waits for one endpoint: new payloads in order of arrival (the high
/// queue), and those that failed or found no place there (the retry queue),
/// highest priority first, then newest.
///
/// Bounds: slots of the high queue; bytes of both by `evict`, which takes the
/// lowest priority first, then the oldest.
/// Thread rule: needs external synchronisation.

#include <cstdint>
#include <deque>
#include <optional>
#include <set>

#include "messages/payload/payload.hpp"

namespace troupe {

/// One payload on its way to one endpoint.
struct transaction {
  ref_ptr<const payload> what;
  /// Unique, rising with arrival.
  uint64_t seq = 0;
  uint32_t attempts = 0;
  /// Steady nanoseconds of arrival.
  int64_t entered_ns = 0;

  size_t bytes() const noexcept {
    return what->body.size();
  }
};

class waiting_queue {
public:
  explicit waiting_queue(size_t high_slots) : high_slots_(high_slots) {
  }

  /// False when the high queue was full and it went to the retry queue.
  bool push(transaction x);
  void push_retry(transaction x);
  /// The next to be sent; from the high queue alone unless `with_retries`.
  std::optional<transaction> pop(bool with_retries);
  /// The one that goes first when there is no room for all.
  std::optional<transaction> evict();
  /// One that came before `entered_before_ns`, if any.
  std::optional<transaction> pop_older(int64_t entered_before_ns);

  size_t size() const noexcept {
    return high_.size() + retries_.size();
  }
  size_t retries() const noexcept {
    return retries_.size();
  }
  size_t bytes() const noexcept {
    return bytes_;
  }

  /// Calls `f(seq)` for each.
  template <class F>
  void for_each_seq(F f) const {
    for (const auto& x : high_)
      f(x.seq);
    for (const auto& x : retries_)
      f(x.seq);
  }

private:
  struct worth_more {
    bool operator()(const transaction& a, const transaction& b) const {
      if (a.what->priority != b.what->priority)
        return a.what->priority > b.what->priority;
      return a.seq > b.seq;
    }
  };
  using retry_set = std::set<transaction, worth_more>;

  transaction take(std::deque<transaction>::iterator at);
  transaction take(retry_set::iterator at);

  size_t high_slots_;
  std::deque<transaction> high_;
  retry_set retries_;
  size_t bytes_ = 0;
};

} // namespace troupe
