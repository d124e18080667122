#pragma once
/// The watchdog: a plain thread outside the scheduler, because what it watches
/// for is a scheduler whose threads do not come back. It reads the tree, tells
/// the log, and hands the last decision to the roof.
///
/// Thread rule: made and destroyed by one owner; callbacks run on its thread
/// and must not wait for an actor.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/clock/clock.hpp"
#include "runtime/supervision/tree.hpp"
#include "runtime/supervision/watchdog_core.hpp"

namespace troupe {

/// Every actor of the tree that is inside a handler now.
std::vector<busy_actor> busy_actors(const supervision_tree& tree);

struct watchdog_callbacks {
  std::function<void(const watchdog_finding&)> found;
  /// The process stood still for so many milliseconds.
  std::function<void(int64_t)> gap;
  /// Too few threads are left; names the actors that hold them. The process
  /// should end (exit code 70), since nothing else can free them.
  std::function<void(const std::vector<std::string>&)> give_up;
};

class watchdog {
public:
  watchdog(const supervision_tree& tree, const clock_source& clock,
           watchdog_rules rules, watchdog_callbacks tell);
  ~watchdog();
  watchdog(const watchdog&) = delete;
  watchdog& operator=(const watchdog&) = delete;

  /// One scan; what the thread does over and over.
  void look();
  /// Begins to look every `scan_ns` on a thread of its own.
  void start();
  /// Returns when the thread is gone.
  void stop();

private:
  void run();

  const supervision_tree& tree_;
  const clock_source& clock_;
  watchdog_rules rules_;
  watchdog_callbacks tell_;
  watchdog_core core_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace troupe
