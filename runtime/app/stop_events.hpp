#pragma once
/// What the main thread waits for: signals, the end of the tree, the watchdog.
///
/// Thread rule: any thread may report; one thread waits.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>

namespace troupe {

class stop_events {
public:
  /// SIGTERM or SIGINT came, once more.
  void signalled();
  /// The tree is gone; with a reason when nobody asked for that.
  void tree_ended(std::string reason);

  /// Waits for the first signal or the end of the tree.
  void wait_for_end();

  /// Waits until `done` holds, a second signal comes or the time is over;
  /// `done` is asked whenever `poke` was called. True when it holds.
  bool wait_until(const std::function<bool()>& done,
                  std::chrono::milliseconds within);

  /// Something that a `wait_until` looks at has changed.
  void poke();

  int signals() const;
  /// A second signal came: no more waiting.
  bool cut_short() const;
  bool tree_gone() const;
  std::string reason() const;

private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // Atomic: `wait_until` asks for them under its lock.
  std::atomic<int> signals_{0};
  std::atomic<bool> tree_gone_{false};
  std::string reason_;
};

} // namespace troupe
