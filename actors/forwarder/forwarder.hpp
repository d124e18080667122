#pragma once
/// The FORWARDER: makes the requests that `delivery` asks for. It is meant to
/// be detached: its thread sleeps in the mailbox while nothing is in flight,
/// and in curl's poll while something is; a message wakes it there.
///
/// Order: see `delivery`.
/// Bounds: attempts in flight per endpoint; its mailbox by `mailbox_limit`
/// (a payload beyond it is refused and counted).
/// Failure: a restart puts back what was in flight; only payloads that still
/// waited in the mailbox are lost, and counted.

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "actors/forwarder/arrivals.hpp"
#include "actors/forwarder/delivery.hpp"
#include "messages/interfaces/forwarder.hpp"
#include "runtime/actor/node.hpp"
#include "runtime/io/http_client.hpp"

namespace troupe {

/// What the actor needs from the roof; all of it outlives the actor.
struct forwarder_env {
  delivery_ptr work;
  /// A client for each incarnation.
  std::function<std::unique_ptr<http_client>()> make_client;
  metrics& registry;
  /// The row that a passing barrier reports.
  stage& payloads;
};

class forwarder final : public node<forwarder_actor, payload_ptr> {
public:
  forwarder(caf::actor_config& cfg, node_context ctx, forwarder_env env);

  const char* name() const override {
    return "forwarder";
  }
  behavior_type make_behavior() override;
  void on_exit() override;

  using basic_node::enqueue;
  void enqueue(caf::mailbox_element_ptr x, caf::execution_unit* eu) override;

private:
  moment now() const;
  void poll();
  /// Starts what may start, then keeps the poll going while it has work.
  void pump();
  void drain(const drain_command& x);
  void count_connections();
  void enqueue_payload(caf::mailbox_element_ptr x, caf::execution_unit* eu);

  forwarder_env env_;
  arrivals arrivals_;
  std::unique_ptr<http_client> client_;
  metric_counter& connected_;
  metric_counter& reused_;
  http_connection_counts counted_;
  /// The thread that handles messages; set by the first one.
  std::atomic<std::thread::id> thread_{};
  uint64_t sender_ = 0;
  bool polling_ = false;
};

} // namespace troupe
