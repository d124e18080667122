#include "actors/forwarder/forwarder.hpp"

namespace troupe {

namespace {

/// The longest sleep in curl's poll; the watchdog must see a live actor.
constexpr std::chrono::milliseconds poll_wait{500};

} // namespace

forwarder::forwarder(caf::actor_config& cfg, node_context ctx,
                     forwarder_env env)
    : basic_node(cfg, std::move(ctx)),
      env_(std::move(env)),
      arrivals_(env_.payloads),
      client_(env_.make_client()),
      connected_(env_.registry.counter(
          "transactions__connection_events", "Connections made and used again",
          {{"connection_event_type", "connection_success"}})),
      reused_(env_.registry.counter(
          "transactions__connection_events", "Connections made and used again",
          {{"connection_event_type", "connection_reused"}})) {
}

forwarder::behavior_type forwarder::make_behavior() {
  thread_ = std::this_thread::get_id();
  sender_ = env_.work->attach(now());
  pump();
  return {
      [this](poll_atom) { poll(); },
      [this](const payload_ptr& x) {
        env_.work->submit(x, now());
        arrivals_.taken();
        pump();
      },
      [this](const tick&) {
        env_.work->tick(now());
        pump();
      },
      [this](const flush_end& x) { env_.work->flush(x.waiter); },
      [this](const barrier_ptr& x) { x->pass(id(), {&env_.payloads}); },
      [this](const drain_command& x) { drain(x); },
  };
}

/// The client itself goes with the actor, since a late sender may wake it.
void forwarder::on_exit() {
  arrivals_.end();
  client_->cancel_all();
  env_.work->detach(sender_, now());
}

void forwarder::enqueue(caf::mailbox_element_ptr x, caf::execution_unit* eu) {
  auto own = std::this_thread::get_id() == thread_.load();
  if (x->content().match_elements<payload_ptr>())
    enqueue_payload(std::move(x), eu);
  else
    basic_node::enqueue(std::move(x), eu);
  if (!own)
    client_->wakeup();
}

/// Payloads have one sender, so what was refused meanwhile is this one.
void forwarder::enqueue_payload(caf::mailbox_element_ptr x,
                                caf::execution_unit* eu) {
  auto before = stats().refused.load();
  auto waits = arrivals_.came();
  basic_node::enqueue(std::move(x), eu);
  if (waits && stats().refused != before)
    arrivals_.refused();
}

moment forwarder::now() const {
  return {clock().steady_ns(), clock().wall_ns()};
}

void forwarder::poll() {
  polling_ = false;
  client_->poll(poll_wait);
  count_connections();
  pump();
}

void forwarder::pump() {
  while (auto next = env_.work->next(sender_, now())) {
    client_->submit(std::move(next->call),
                    [this, token = next->token](const http_reply& reply) {
                      env_.work->ended(token, reply, now());
                    });
  }
  if (env_.work->settle_drain(now()))
    client_->cancel_all();
  if (!polling_ && client_->active() > 0) {
    polling_ = true;
    send(this, poll_atom::value);
  }
}

/// Without a waiter it is the reminder of the deadline.
void forwarder::drain(const drain_command& x) {
  if (x.waiter) {
    env_.work->drain(x.waiter, now());
    delayed_send(this, std::chrono::nanoseconds{env_.work->stop_timeout_ns()},
                 drain_command{});
  }
  pump();
}

void forwarder::count_connections() {
  auto all = client_->connections();
  connected_.Increment(static_cast<double>(all.opened - counted_.opened));
  reused_.Increment(static_cast<double>(all.reused - counted_.reused));
  counted_ = all;
}

} // namespace troupe
