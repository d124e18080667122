#include "runtime/supervision/watchdog.hpp"

#include <chrono>
#include <utility>

#include <pthread.h>

namespace troupe {

std::vector<busy_actor> busy_actors(const supervision_tree& tree) {
  std::vector<busy_actor> result;
  for (const auto& x : tree.snapshot())
    if (auto since = x.stats->busy_since_ns.load(std::memory_order_relaxed))
      result.push_back({x.id, since, x.detached});
  return result;
}

watchdog::watchdog(const supervision_tree& tree, const clock_source& clock,
                   watchdog_rules rules, watchdog_callbacks tell)
    : tree_(tree),
      clock_(clock),
      rules_(rules),
      tell_(std::move(tell)),
      core_(rules) {
}

watchdog::~watchdog() {
  stop();
}

void watchdog::look() {
  // Stamps first: one that is younger than the clock reading counts as idle.
  auto busy = busy_actors(tree_);
  auto report = core_.scan(clock_.steady_ns(), busy);
  if (report.gap_ms > 0)
    tell_.gap(report.gap_ms);
  for (const auto& x : report.findings)
    tell_.found(x);
  if (report.give_up)
    tell_.give_up(report.stuck);
}

void watchdog::start() {
  thread_ = std::thread{[this] { run(); }};
  pthread_setname_np(thread_.native_handle(), "watchdog");
}

void watchdog::stop() {
  {
    std::lock_guard guard{mutex_};
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable())
    thread_.join();
}

void watchdog::run() {
  std::unique_lock guard{mutex_};
  auto pause = std::chrono::nanoseconds(rules_.scan_ns);
  while (!wake_.wait_for(guard, pause, [this] { return stopping_; })) {
    guard.unlock();
    look();
    guard.lock();
  }
}

} // namespace troupe
