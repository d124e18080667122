#pragma once
/// A LISTENER actor: waits for its socket, reads whole packets into a pooled
/// batch and sends the batch to a shard. It runs detached, on a thread of its
/// own that sleeps in the kernel; a message to it ends the sleep.
///
/// Order: packets of one socket reach one shard in the order they came; with
/// several shards batches go round.
/// Bounds: the pool's batches; when none is free it stops reading, and the
/// kernel drops (UDP) or holds the sender (UNIX sockets).
/// Failure: a restart goes on with the same socket and the batch at hand
/// (`listener_seat`), so nothing is lost. An address that is taken is
/// tried again with backoff, named in the health registry.

#include <functional>
#include <string>
#include <vector>

#include "actors/listener/listener_seat.hpp"
#include "messages/interfaces/dogstatsd.hpp"
#include "messages/interfaces/listener.hpp"
#include "runtime/actor/node.hpp"
#include "runtime/flow/ledger.hpp"
#include "runtime/io/socket/moderation.hpp"
#include "runtime/observability/health.hpp"

namespace troupe {

/// Who makes the listener take its turns.
enum class listener_drive : uint8_t {
  /// It waits for the socket itself; needs a thread of its own.
  own_thread = 0,
  /// Somebody sends `poll_atom` when the socket may have something.
  by_message = 1,
};

struct listener_options {
  listener_drive drive = listener_drive::own_thread;
  /// Longest time that a packet may wait for others, in nanoseconds
  /// (`dogstatsd_packet_buffer_flush_timeout`). Under load a batch goes when it
  /// is full, or after 20 ms (UNIX sockets: 1 ms), whichever is first.
  int64_t flush_timeout_ns = 100'000'000;
  /// Longest time that a stop may spend on reading the rest.
  int64_t drain_ns = 500'000'000;
  /// Empty: packets are not sent on.
  std::string forward_host;
  uint16_t forward_port = 0;
};

/// What all listeners share.
struct listener_env {
  ledger& books;
  health_registry& health;
  /// Tells the log.
  std::function<void(const std::string&)> report = [](const std::string&) {};
};

class listener final : public node<listener_actor> {
public:
  listener(caf::actor_config& cfg, node_context ctx, listener_seat_ptr seat,
           std::vector<slot_ptr<dogstatsd_actor>> shards, listener_env env,
           listener_options options);

  const char* name() const override {
    return "listener";
  }
  behavior_type make_behavior() override;
  using basic_node::enqueue;
  void enqueue(caf::mailbox_element_ptr x, caf::execution_unit* eu) override;
  void on_exit() override;

private:
  struct turn_result {
    uint64_t packets = 0;
    bool more = false;
  };

  // -- handlers ---------------------------------------------------------------
  void poll();
  void look(const tick& now);
  void pass(const barrier_ptr& x);
  void drain(const drain_command& x);

  // -- socket -----------------------------------------------------------------
  void try_open(int64_t steady_ns);
  void open_forwarder();
  void check(int64_t steady_ns);
  void wait();
  void sleep(bool until_readable, int64_t limit_ns);
  /// Longest time that a batch may stay at hand.
  int64_t hold_ns() const;
  bool has_packets() const;
  /// A batch to read into; false when none is free.
  bool has_batch();
  /// Reads one batch and sends it on.
  turn_result turn();
  void account(const read_report& x);
  void ship(bool is_full);
  void finish_drain();
  bool is_draining() const noexcept {
    return !waiters_.empty();
  }

  listener_seat_ptr seat_;
  std::vector<slot_ptr<dogstatsd_actor>> shards_;
  listener_env env_;
  const listener_options options_;
  moderation moderation_;
  size_t next_shard_ = 0;
  turn_result last_;
  /// When the first packet of the batch at hand was read.
  int64_t batch_since_ns_ = 0;
  /// When the next read is due; 0 when that depends on the senders.
  int64_t due_ns_ = 0;
  int64_t longest_stall_ns_ = 0;
  uint64_t last_tick_ = 0;
  bool is_open_ = false;
  bool is_closed_for_good_ = false;
  int64_t retry_at_ns_ = 0;
  int64_t backoff_ns_ = 0;
  std::string complaint_;
  int64_t drain_until_ns_ = 0;
  std::vector<completion_ptr> waiters_;
};

} // namespace troupe
