#pragma once
/// What every actor of the troupe derives from. Over CAF's own actor it adds:
/// a bounded mailbox for the named data messages (control is never refused),
/// counters that survive restarts, the stamp by which the watchdog sees a
/// handler that does not return, faults on demand, and handlers for the
/// unexpected that count and print nothing of what a message holds.
///
/// Usage: `class foo final : public node<foo_actor, foo_batch_ptr> {...}`; its
/// constructor calls `basic_node(cfg, std::move(context))`.
/// Failure: an exception in a handler ends the actor; its message and what
/// waits in the mailbox settle their tickets on destruction.

#include <chrono>
#include <exception>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <caf/event_based_actor.hpp>
#include <caf/sec.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "messages/settle.hpp"
#include "messages/type_ids.hpp"
#include "runtime/actor/actor_stats.hpp"
#include "runtime/actor/slot.hpp"
#include "runtime/actor/thread_annotations.hpp"
#include "runtime/clock/clock.hpp"

namespace troupe {

/// Input that a handler cannot use, found too late to drop it alone: the
/// message is lost and counted, the actor lives on. Every other exception
/// ends the actor.
class bad_input final : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Comes from the supervisor with every start.
struct node_context {
  actor_stats_ptr stats;
  const clock_source* clock = nullptr;
};

/// Sends to a slot; settles the message as `actor_down` when nobody is there.
template <class Handle, class T>
bool tell_or_drop(const slot_ptr<Handle>& to, const T& x) {
  if (tell(to, x))
    return true;
  settle(x, drop_reason::actor_down);
  return false;
}

template <class Base, class... Data>
class basic_node : public annotated<Base> {
public:
  using super = annotated<Base>;

  basic_node(caf::actor_config& cfg, node_context ctx)
      : super(cfg), context_(std::move(ctx)) {
    // What the last incarnation left behind never gets handled.
    context_.stats->abandon_queue();
    this->set_default_handler(
        [this](caf::scheduled_actor*,
               caf::message_view&) -> caf::result<caf::message> {
          ++context_.stats->unhandled;
          return caf::sec::unexpected_message;
        });
    this->set_exception_handler(
        [this](caf::scheduled_actor*, std::exception_ptr& x) {
          return reason_of(x);
        });
    this->set_error_handler([](caf::scheduled_actor*, caf::error&) {
      // An error that came back as a message must not end the receiver.
    });
  }

  using super::enqueue;

  void enqueue(caf::mailbox_element_ptr x, caf::execution_unit* eu) override {
    auto& stats = *context_.stats;
    if (stats.queue() >= stats.mailbox_limit && (refuse<Data>(*x) || ...)) {
      ++stats.refused;
      return;
    }
    ++stats.arrived;
    super::enqueue(std::move(x), eu);
  }

  caf::invoke_message_result consume(caf::mailbox_element& x) override {
    auto& stats = *context_.stats;
    auto start = context_.clock->steady_ns();
    stats.busy_since_ns.store(start, std::memory_order_relaxed);
    busy_scope scope{*this, start};
    if (x.content().template match_elements<fault_command>()) {
      suffer(x.content().template get_as<fault_command>(0));
      return caf::invoke_message_result::consumed;
    }
    try {
      auto result = super::consume(x);
      scope.count = result != caf::invoke_message_result::skipped;
      return result;
    } catch (const bad_input&) {
      return caf::invoke_message_result::dropped;
    }
  }

  const actor_stats& stats() const noexcept {
    return *context_.stats;
  }

protected:
  /// While one lives inside a handler the actor waits by design (for a socket
  /// of its own): that time is not busy, and the watchdog leaves it alone.
  class idle_scope {
  public:
    explicit idle_scope(basic_node& self)
        : self_(self), since_(self.context_.clock->steady_ns()) {
      self_.context_.stats->busy_since_ns.store(0, std::memory_order_relaxed);
    }
    idle_scope(const idle_scope&) = delete;
    idle_scope& operator=(const idle_scope&) = delete;
    ~idle_scope() {
      auto now = self_.context_.clock->steady_ns();
      self_.idle_ns_ += now - since_;
      self_.context_.stats->busy_since_ns.store(now, std::memory_order_relaxed);
    }

  private:
    basic_node& self_;
    int64_t since_;
  };

  const std::string& id() const noexcept {
    return context_.stats->id;
  }
  const clock_source& clock() const noexcept {
    return *context_.clock;
  }

private:
  /// Books the end of a handler, also when it throws.
  struct busy_scope {
    basic_node& self;
    int64_t start;
    bool count = true;
    ~busy_scope() {
      auto& stats = *self.context_.stats;
      auto spent = self.context_.clock->steady_ns() - start
                   - std::exchange(self.idle_ns_, 0);
      stats.busy_ns.fetch_add(static_cast<uint64_t>(spent),
                              std::memory_order_relaxed);
      stats.busy_since_ns.store(0, std::memory_order_relaxed);
      if (count)
        stats.handled.fetch_add(1, std::memory_order_relaxed);
    }
  };

  template <class T>
  static bool refuse(caf::mailbox_element& x) {
    if (!x.content().template match_elements<T>())
      return false;
    settle(x.content().template get_as<T>(0), drop_reason::queue_full);
    return true;
  }

  static caf::error reason_of(std::exception_ptr& x) {
    try {
      std::rethrow_exception(x);
    } catch (const std::exception& e) {
      return caf::make_error(caf::sec::runtime_error, std::string{e.what()});
    } catch (...) {
      return caf::make_error(caf::sec::runtime_error,
                             std::string{"unknown exception"});
    }
  }

  static void suffer(const fault_command& x) {
    if (x.kind == fault_kind::throw_exception)
      throw std::runtime_error("thrown by troupe debug");
    std::this_thread::sleep_for(std::chrono::milliseconds(x.duration_ms));
  }

  node_context context_;
  /// Of the running handler.
  int64_t idle_ns_ = 0;
};

template <class Interface, class... Data>
using node = basic_node<typename Interface::base, Data...>;

} // namespace troupe
