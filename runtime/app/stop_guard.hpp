#pragma once
/// Ends the process when an orderly stop does not: armed with the first
/// signal, a thread waits for the deadline and then leaves with code 3, whatever
/// an actor, a library or a destructor is doing.
///
/// Thread rule: one owner.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace troupe {

class stop_guard {
public:
  /// `expired` runs on the guard's thread; the real one never returns.
  explicit stop_guard(std::function<void()> expired);
  ~stop_guard();
  stop_guard(const stop_guard&) = delete;
  stop_guard& operator=(const stop_guard&) = delete;

  void arm(std::chrono::milliseconds within);

private:
  std::function<void()> expired_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  std::thread thread_;
};

} // namespace troupe
