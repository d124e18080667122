#pragma once
/// The running troupe: the actor system with its tree, and the way it ends.
///
/// Thread rule: one owner; `stop` blocks it.

#include <memory>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include "runtime/app/inspector.hpp"
#include "runtime/app/stop_events.hpp"
#include "runtime/supervision/supervisor.hpp"
#include "runtime/supervision/watchdog.hpp"

namespace troupe {

/// How the stop went.
struct stop_report {
  /// Every step ended by itself.
  bool orderly = true;
  /// Every actor is gone; false means that the process can only be ended.
  bool complete = true;
};

class stage_host {
public:
  stage_host(machine& home, stop_events& events, inspector_options options);
  ~stage_host();
  stage_host(const stage_host&) = delete;
  stage_host& operator=(const stage_host&) = delete;

  /// Stops in the direction of the data: listeners, shards, a last flush, the
  /// forwarder, then the tree. Each step has a deadline.
  stop_report stop();

  /// The longest that `stop` takes.
  std::chrono::milliseconds stop_budget() const;

private:
  struct settings : caf::actor_system_config {
    explicit settings(size_t workers);
  };

  /// Hands a token to each of `begin`, waits until all are complete.
  template <class Begin>
  bool step(const char* what, std::chrono::milliseconds within, Begin begin);

  machine& home_;
  stop_events& events_;
  fronts where_;
  inspector inspector_;
  settings settings_;
  caf::actor_system system_;
  caf::actor root_;
  std::unique_ptr<watchdog> watchdog_;
};

} // namespace troupe
