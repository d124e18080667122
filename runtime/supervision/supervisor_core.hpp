#pragma once
/// The decisions of a supervisor as a state machine without actors: events go
/// in (a child went down, a timer fired), orders come out through `host`.
///
/// Thread rule: none of its own; one owner. Times are steady milliseconds.

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "runtime/supervision/rules.hpp"

namespace troupe {

/// Carries the orders out. `start` reports back at once by `started` or
/// `start_failed`; `stop` and `kill` are followed by a `down` some time later.
class supervisor_host {
public:
  virtual ~supervisor_host() = default;
  virtual void start(size_t child) = 0;
  virtual void stop(size_t child) = 0;
  virtual void kill(size_t child) = 0;
  /// Calls `timer(token)` after the delay.
  virtual void schedule(uint64_t token, int64_t delay_ms) = 0;
  /// Every child is down; the supervisor ends, failed when `reason` is set.
  virtual void finish(const std::string& reason) = 0;
};

class supervisor_core {
public:
  /// `random` yields [0, 1).
  supervisor_core(supervisor_rules rules, std::vector<child_rules> children,
                  supervisor_host& host, std::function<double()> random);

  /// Starts the children in their order.
  void begin();
  void started(size_t child, int64_t now_ms);
  /// The child could not be made; `why` is for people.
  void start_failed(size_t child, const std::string& why);
  /// The child ended; `failed` tells a crash from a normal end.
  void down(size_t child, bool failed, int64_t now_ms);
  void timer(uint64_t token);
  /// Stops the children in reverse order, then finishes.
  void shutdown();
  /// Takes one child out for good, in whatever state it is.
  void remove(size_t child);

  child_state state(size_t child) const {
    return children_[child].state;
  }
  /// Restarts after a failure of its own (not for a sibling's).
  uint64_t restarts(size_t child) const {
    return children_[child].restarts;
  }
  /// Children that had to be killed during a stop.
  uint64_t aborted() const {
    return aborted_;
  }
  bool stopping() const {
    return phase_ != phase::running;
  }

private:
  enum class phase : uint8_t { running, stopping, finished };
  enum class timer_kind : uint8_t { start, group, kill };

  struct child {
    child_rules rules;
    child_state state = child_state::stopped;
    int64_t started_ms = 0;
    uint32_t failures = 0;
    uint32_t init_failures = 0;
    uint64_t restarts = 0;
    /// It went down on its own, so its next start counts as a restart.
    bool failed_itself = false;
    bool started_once = false;
    bool removed = false;
    std::deque<int64_t> recent;
  };

  struct pending {
    uint64_t token;
    timer_kind kind;
    size_t child;
  };

  void start_child(size_t i);
  void stop_child(size_t i);
  void recover(size_t i, int64_t now_ms);
  void restart_group(size_t first, int64_t delay_ms);
  void continue_group();
  void start_group();
  void continue_stop();
  void give_up(const std::string& reason);
  void ended_for_good(size_t i);
  void quarantine(size_t i);
  bool within_intensity(child& x, int64_t now_ms);
  int64_t next_delay(child& x, int64_t now_ms);
  void arm(timer_kind kind, size_t i, int64_t delay_ms);
  void disarm(timer_kind kind, size_t i);

  supervisor_rules rules_;
  std::vector<child> children_;
  supervisor_host& host_;
  std::function<double()> random_;
  phase phase_ = phase::running;
  std::deque<int64_t> recent_;
  std::vector<pending> timers_;
  uint64_t last_token_ = 0;
  uint64_t aborted_ = 0;
  bool group_active_ = false;
  size_t group_first_ = 0;
  int64_t group_delay_ms_ = 0;
  std::string failure_;
};

} // namespace troupe
