#pragma once
/// Delivery of payloads to all endpoints, without any I/O of its own: it says
/// which request is to be made next and is told how each ended. The roof owns
/// it, so that payloads survive a restart of the actor that sends them.
///
/// Order: per endpoint as its `lane` says; endpoints never wait for each
/// other.
/// Bounds: those of each lane; a payload that no endpoint takes, or that comes
/// after the end, is refused and counted.
/// Failure: `attach` puts back what an earlier sender had in flight.
/// Thread rule: every call is safe on any thread. Tokens complete outside of
/// the lock.

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

#include "actors/forwarder/key_checks.hpp"
#include "actors/forwarder/lane.hpp"
#include "actors/forwarder/requests.hpp"
#include "runtime/observability/health.hpp"

namespace troupe {

struct delivery_options {
  /// Bounds of each URL.
  lane_options lane;
  sender_identity who;
  int64_t validation_interval_ns = 3'600'000'000'000;
  int64_t stop_timeout_ns = 2'000'000'000;
};

/// A request to be made; its end is reported under the token.
struct attempt {
  uint64_t token = 0;
  http_call call;
};

class delivery {
public:
  delivery(const delivery_options& options, std::vector<endpoint> endpoints,
           stage& payloads, metrics& registry, health_registry& health,
           delivery_log log = {});

  /// For an endpoint whose address is known only while its server runs:
  /// `url_of` says it at each tick, empty while there is none.
  void follow(endpoint_role role, std::function<std::string()> url_of);
  /// A sender starts and gets its number; whatever another one had under way
  /// is put back, and that one gets no more.
  uint64_t attach(moment now);
  /// The sender ends; nothing happens when another one came after it.
  void detach(uint64_t sender, moment now);
  void submit(const ref_ptr<const payload>& x, moment now);
  /// The next request; nothing when none may start now.
  std::optional<attempt> next(uint64_t sender, moment now);
  /// Reports about attempts that were forgotten are ignored.
  void ended(uint64_t token, const http_reply& reply, moment now);
  /// What becomes due with time alone.
  void tick(moment now);

  /// Completes when the first attempts of all that came before are over.
  void flush(completion_ptr waiter);
  /// From now on only until the stop timeout.
  void drain(completion_ptr waiter, moment now);
  /// True once the drain is over; what was left is dropped, and attempts
  /// under way are forgotten.
  bool settle_drain(moment now);
  bool draining() const;
  int64_t stop_timeout_ns() const noexcept {
    return options_.stop_timeout_ns;
  }

  std::vector<endpoint_status> status(moment now) const;

private:
  class turn;
  struct lane_attempt {
    size_t lane;
  };
  struct check_attempt {
    size_t check;
  };
  using purpose = std::variant<lane_attempt, check_attempt>;

  void reclaim(moment now);
  void move_lanes(moment now);
  std::optional<attempt> next_check(moment now);
  void check_ended(const key_check& x, const http_reply& reply, moment now);
  void show_health();
  std::string bad_keys(size_t& bad, size_t& checked) const;

  delivery_options options_;
  stage& payloads_;
  health_registry& health_;
  delivery_log log_;
  mutable std::mutex mutex_;
  memory_only beyond_;
  flush_watch flushes_;
  key_checks checks_;
  /// A deque: lanes do not move.
  std::deque<lane> lanes_;
  std::vector<std::pair<endpoint_role, std::function<std::string()>>> followed_;
  std::map<uint64_t, purpose> under_way_;
  /// Number of the present sender; 0: there is none yet.
  uint64_t sender_ = 0;
  uint64_t last_token_ = 0;
  uint64_t last_seq_ = 0;
  std::vector<completion_ptr> drained_;
  std::vector<completion_ptr> to_complete_;
  /// 0: not draining.
  int64_t drain_deadline_ns_ = 0;
  bool over_ = false;
  health_entry shown_;
};

using delivery_ptr = std::shared_ptr<delivery>;

} // namespace troupe
