#pragma once
/// The way to one endpoint: what waits, what is in flight, the breaker, and
/// the state of the key. Every payload in it is one unit of the ledger's
/// `payloads` stage, entered when it comes and settled when it goes.
///
/// Order: new payloads in order of arrival, then retries, highest priority
/// first, then newest; at most half of the slots work off retries, so that a
/// backlog never delays what is new.
/// Bounds: attempts in flight; bytes that wait (`make_room`).
/// Failure: what was in flight when the sending actor ended is put back
/// (`reclaim`) and counted as in doubt.
/// Thread rule: needs external synchronisation.

#include <map>
#include <optional>
#include <string>

#include "actors/forwarder/breaker.hpp"
#include "actors/forwarder/delivery_log.hpp"
#include "actors/forwarder/endpoint.hpp"
#include "actors/forwarder/endpoint_status.hpp"
#include "actors/forwarder/flush_watch.hpp"
#include "actors/forwarder/overflow.hpp"
#include "actors/forwarder/transaction_metrics.hpp"
#include "actors/forwarder/verdict.hpp"
#include "actors/forwarder/waiting_queue.hpp"
#include "runtime/base/stage.hpp"

namespace troupe {

/// Nanoseconds of both clocks.
struct moment {
  int64_t steady_ns = 0;
  int64_t wall_ns = 0;
};

/// Bounds of one URL; endpoints that share it share them.
struct lane_options {
  size_t high_slots = 100;
  size_t max_bytes = 15'728'640;
  size_t max_in_flight = 10;
  backoff_options backoff;
  /// How long payloads are held for a refused key to become good.
  int64_t key_hold_ns = 600'000'000'000;
  /// Every n-th delivery is logged, and the first.
  int64_t logging_frequency = 500;
  uint64_t seed = 1;
};

/// What all lanes share; outlives them.
struct lane_env {
  stage& payloads;
  metrics& registry;
  flush_watch& flushes;
  overflow& beyond;
  delivery_log& log;
};

class lane {
public:
  lane(endpoint where, const lane_options& options, lane_env env);

  const endpoint& where() const noexcept {
    return where_;
  }
  /// The endpoint has another address from now on; asks there at once.
  void move_to(const std::string& url, moment now);

  /// Takes a payload; its ledger unit rests as queued.
  void accept(transaction x);
  /// The next attempt, if one may start now; it ends by `ended(token, ...)`.
  const transaction* start(uint64_t token, moment now);
  void ended(uint64_t token, const http_reply& reply, moment now);
  /// Puts back what was in flight; those attempts will never end.
  void reclaim(moment now);
  /// Drops what was held for the key for too long.
  void expire(moment now);
  /// Gives up what is more than memory may hold.
  void make_room();
  /// Drops everything.
  void settle_all(drop_reason why);
  /// What a key check, or an answer, said.
  void learn_key(key_state x, moment now);

  /// Nothing is under way, and nothing can be before `deadline_ns`.
  bool rests_until(int64_t deadline_ns) const;
  bool blocked() const noexcept {
    return breaker_.state() != breaker_state::closed;
  }
  key_state key() const noexcept {
    return key_;
  }
  /// Empty when the last attempt delivered.
  const std::string& last_error() const noexcept {
    return last_error_;
  }
  endpoint_status status(moment now) const;

private:
  struct flight {
    transaction x;
    uint64_t stamp = 0;
  };

  bool retry_slot_free() const;
  void delivered(flight& done);
  void retry(flight&& failed, const http_reply& reply, moment now);
  void refuse(flight& failed, drop_reason why);
  void held(const verdict& v, moment now);
  void went_down(moment now);
  void drop_waiting(const transaction& x, drop_reason why);
  void note_failure(const flight& failed, const http_reply& reply);
  void note_doubt(const http_reply& reply);

  endpoint where_;
  lane_options options_;
  lane_env env_;
  transaction_metrics counters_;
  waiting_queue waiting_;
  std::map<uint64_t, flight> in_flight_;
  size_t retries_in_flight_ = 0;
  breaker breaker_;
  key_state key_ = key_state::unknown;
  /// Since when the key is refused; 0: it is not.
  int64_t held_since_ns_ = 0;
  drop_reason held_reason_ = drop_reason::http_403;
  uint64_t attempts_ = 0;
  uint64_t delivered_ = 0;
  uint64_t dropped_ = 0;
  uint64_t in_doubt_ = 0;
  int last_status_ = 0;
  std::string last_error_;
};

} // namespace troupe
