#pragma once
/// The SUPERVISOR: starts children, watches them, restarts what fails by the
/// rules of `supervisor_core`, and stops them in order.
///
/// Order: children start in their listed order and stop in reverse.
/// Bounds: restarts by intensity; a stop by each child's deadline.
/// Failure: a supervisor that dies takes its children with it, so that its
/// parent starts the whole subtree anew and leaves no orphan.

#include <functional>
#include <random>
#include <string>
#include <vector>

#include <caf/event_based_actor.hpp>

#include "runtime/actor/node.hpp"
#include "runtime/observability/health.hpp"
#include "runtime/supervision/supervisor_core.hpp"
#include "runtime/supervision/tree.hpp"

namespace troupe {

/// How one child comes to be. `start` may throw: that is a failed start.
struct child_spec {
  child_rules rules;
  bool is_supervisor = false;
  bool detached = false;
  /// Waiting data messages beyond which more are refused.
  uint64_t mailbox_limit = 65536;
  std::function<caf::strong_actor_ptr(caf::event_based_actor&, node_context)>
      start;
  /// Takes the dead handle out of the slot, unless a successor is in it.
  std::function<void(const caf::strong_actor_ptr&)> cleared =
      [](const caf::strong_actor_ptr&) {};
};

struct supervisor_spec {
  supervisor_rules rules;
  std::vector<child_spec> children;
};

/// What all supervisors of a tree share.
struct supervision_env {
  supervision_tree& tree;
  const clock_source& clock;
  /// Tells the log: (id, what happened).
  std::function<void(const std::string&, const std::string&)> report;
  /// Learns as part "actor/<id>" of a child that is set aside; may be null.
  health_registry* health = nullptr;
};

class supervisor final : public basic_node<caf::event_based_actor>,
                         private supervisor_host {
public:
  supervisor(caf::actor_config& cfg, node_context ctx, supervisor_spec spec,
             const supervision_env& env);

  const char* name() const override {
    return "supervisor";
  }
  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  // -- supervisor_host --------------------------------------------------------
  void start(size_t child) override;
  void stop(size_t child) override;
  void kill(size_t child) override;
  void schedule(uint64_t token, int64_t delay_ms) override;
  void finish(const std::string& reason) override;

  caf::strong_actor_ptr try_start(size_t child, std::string& why);
  void went_down(const caf::down_msg& x);
  void let_go(size_t child, const std::string& reason, bool failed);
  void show_states();
  void show_health(size_t child, child_state now);
  int64_t now_ms() const;

  supervisor_spec spec_;
  supervision_env env_;
  std::vector<caf::strong_actor_ptr> handles_;
  std::vector<actor_stats_ptr> stats_;
  std::mt19937_64 random_;
  supervisor_core core_;
  std::vector<uint64_t> restarts_seen_;
  std::vector<child_state> states_seen_;
  uint64_t aborted_seen_ = 0;
};

/// Puts the root into the tree and starts it. `on_end` is called once, on any
/// thread, with the reason when the root is gone and every child with it.
caf::actor spawn_root(caf::actor_system& system, supervisor_spec spec,
                      const supervision_env& env,
                      std::function<void(const std::string&)> on_end);

/// Begins the ordered stop; `on_end` follows.
void stop_root(const caf::actor& root);

/// A child that is itself a supervisor.
child_spec nested(supervisor_spec spec, const supervision_env& env,
                  child_rules rules);

/// A child that runs `Actor` behind `front`; `make_args` is called for every
/// start and its tuple is passed to the constructor after the context.
template <class Actor, caf::spawn_options Options = caf::no_spawn_options,
          class Handle, class MakeArgs>
child_spec child(child_rules rules, slot_ptr<Handle> front,
                 MakeArgs make_args) {
  child_spec result;
  result.rules = std::move(rules);
  result.detached = caf::has_detach_flag(Options);
  result.start = [front, make_args](caf::event_based_actor& parent,
                                    node_context ctx) {
    auto handle = std::apply(
        [&](auto&&... xs) {
          return parent.spawn<Actor, Options>(
              std::move(ctx), std::forward<decltype(xs)>(xs)...);
        },
        make_args());
    front->set(handle);
    return caf::actor_cast<caf::strong_actor_ptr>(handle);
  };
  result.cleared = [front](const caf::strong_actor_ptr& x) {
    front->clear_if(x);
  };
  return result;
}

} // namespace troupe
