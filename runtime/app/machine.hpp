#pragma once
/// What outlives every actor: clocks, counters, the ledger, the tree, and the
/// state that survives a restart of its actor (sockets, payload queues, the
/// intake's port). Made before the actor system, destroyed after it.
///
/// Thread rule: the parts lock themselves.

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "actors/forwarder/delivery.hpp"
#include "actors/listener/listener_seat.hpp"
#include "config/config.hpp"
#include "runtime/clock/clock.hpp"
#include "runtime/flow/ledger.hpp"
#include "runtime/io/http_client.hpp"
#include "runtime/observability/health.hpp"
#include "runtime/observability/metrics.hpp"
#include "runtime/supervision/tree.hpp"

namespace troupe {

struct machine {
  machine(const config& settings, std::string hostname,
          const clock_source& clock);
  machine(const machine&) = delete;
  machine& operator=(const machine&) = delete;

  /// The page of the local intake; empty when it is off.
  std::string intake_url() const;

  const config settings;
  const std::string hostname;
  const clock_source& clock;
  /// Of the hashes of this process.
  const uint64_t seed;

  ledger books;
  metrics numbers;
  health_registry health;
  supervision_tree tree;

  /// Shared with the intake actor: where it listens, 0 while it does not.
  std::shared_ptr<std::atomic<uint16_t>> intake_port;
  /// By the id of the listener ("udp"); only those that are wanted.
  std::map<std::string, listener_seat_ptr> seats;
  delivery_ptr work;
  /// Tests put a scripted one here.
  std::function<std::unique_ptr<http_client>()> make_client;
  /// False runs every actor on the scheduler, for tests on virtual time.
  bool own_threads = true;
};

} // namespace troupe
