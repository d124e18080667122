#pragma once
/// The live picture of the supervision tree: every actor by id with its state.
/// Supervisors write it, the debug service and the watchdog read it, also
/// while actors are wedged.
///
/// Thread rule: safe on any thread.

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include <caf/actor.hpp>
#include <caf/actor_control_block.hpp>

#include "messages/control/control.hpp"
#include "runtime/actor/actor_stats.hpp"
#include "runtime/base/result.hpp"
#include "runtime/supervision/rules.hpp"

namespace troupe {

struct tree_node {
  std::string id;
  /// Empty for the root.
  std::string parent;
  /// "supervisor" or "actor".
  std::string kind;
  child_state state = child_state::stopped;
  /// Restarts after a failure of its own.
  uint64_t restarts = 0;
  /// Why it went down last; empty when it never did.
  std::string last_reason;
  /// Steady nanoseconds of the last start.
  int64_t started_ns = 0;
  /// True when it has a thread of its own.
  bool detached = false;
  actor_stats_ptr stats;
};

class supervision_tree {
public:
  /// Registers a node, or returns the statistics that it already has.
  actor_stats_ptr join(const std::string& id, const std::string& parent,
                       const std::string& kind, uint64_t mailbox_limit,
                       bool detached);
  void running(const std::string& id, const caf::strong_actor_ptr& handle,
               int64_t now_ns);
  /// The incarnation `handle` ended (null: it never came to be). Ignored when
  /// a successor runs.
  void down(const std::string& id, const caf::strong_actor_ptr& handle,
            const std::string& reason, bool failed);
  void set_state(const std::string& id, child_state state);
  /// Counts a restart that the node's own failure caused.
  void restarted(const std::string& id);
  /// Counts children that had to be killed because they did not stop in time.
  void aborted(uint64_t n);
  uint64_t aborted() const;

  /// In the order of joining: parents before children.
  std::vector<tree_node> snapshot() const;
  /// Null when the node does not run.
  caf::strong_actor_ptr handle(const std::string& id) const;

  /// Ends an actor as a crash would, ahead of everything in its mailbox.
  /// `not_found` when no such actor runs, `denied` for the root, which nobody
  /// would restart.
  status kill(const std::string& id) const;
  /// Makes an actor throw or stall, ahead of everything in its mailbox.
  status fault(const std::string& id, const fault_command& what) const;

  /// Drops every handle; called before the actor system ends.
  void clear_handles();

private:
  struct entry {
    tree_node node;
    caf::strong_actor_ptr handle;
  };
  entry* find(const std::string& id);
  const entry* find(const std::string& id) const;

  result<caf::actor> victim(const std::string& id) const;

  mutable std::mutex mutex_;
  std::vector<entry> entries_;
  uint64_t aborted_ = 0;
};

} // namespace troupe
