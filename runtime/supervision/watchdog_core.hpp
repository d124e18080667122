#pragma once
/// Decides which actors no longer return from a handler, from the stamps that
/// every actor leaves: a warning, a louder one, and at last the verdict that
/// too little of the scheduler's pool is left to go on.
///
/// When the process itself did not run (SIGSTOP, a suspended machine), its
/// actors are not to blame: a gap between two scans restarts their clocks.
///
/// Thread rule: none of its own; one owner. Times are steady nanoseconds.
/// Bounds: one remembered episode per actor that is busy right now.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace troupe {

struct watchdog_rules {
  int64_t scan_ns = 500'000'000;
  int64_t warn_ns = 2'000'000'000;
  int64_t alarm_ns = 5'000'000'000;
  /// How long half of the pool may be stuck.
  int64_t give_up_ns = 30'000'000'000;
  /// A pause between two scans that tells of a stopped process.
  int64_t gap_ns = 3'000'000'000;
  /// Threads of the scheduler.
  size_t workers = 2;
};

/// One actor inside a handler at the moment of a scan.
struct busy_actor {
  std::string id;
  int64_t since_ns = 0;
  /// It has a thread of its own, so it takes none from the pool.
  bool detached = false;
};

struct watchdog_finding {
  enum class level : uint8_t { warning, alarm };
  level how_bad = level::warning;
  std::string id;
  int64_t busy_ms = 0;
};

struct watchdog_report {
  /// Each level once per episode of an actor.
  std::vector<watchdog_finding> findings;
  /// Milliseconds for which the process did not run; 0 when it did.
  int64_t gap_ms = 0;
  /// Half or more of the pool is stuck for too long.
  bool give_up = false;
  /// Actors that keep the pool from working when giving up.
  std::vector<std::string> stuck;
};

class watchdog_core {
public:
  explicit watchdog_core(watchdog_rules rules) : rules_(rules) {
  }

  /// `busy` holds every actor that is inside a handler now.
  watchdog_report scan(int64_t now_ns, const std::vector<busy_actor>& busy);

private:
  struct episode {
    int64_t stamp_ns = 0;
    bool warned = false;
    bool alarmed = false;
  };

  void judge(const busy_actor& x, int64_t busy_ns, episode& seen,
             watchdog_report& out) const;

  watchdog_rules rules_;
  int64_t last_scan_ns_ = 0;
  /// Nothing before this moment counts against an actor.
  int64_t not_before_ns_ = 0;
  std::unordered_map<std::string, episode> episodes_;
};

} // namespace troupe
