#include "runtime/app/stop_events.hpp"

#include <utility>

namespace troupe {

void stop_events::signalled() {
  std::lock_guard guard{mutex_};
  ++signals_;
  changed_.notify_all();
}

void stop_events::tree_ended(std::string reason) {
  std::lock_guard guard{mutex_};
  tree_gone_ = true;
  reason_ = std::move(reason);
  changed_.notify_all();
}

void stop_events::wait_for_end() {
  std::unique_lock lock{mutex_};
  changed_.wait(lock, [this] { return signals_ > 0 || tree_gone_; });
}

bool stop_events::wait_until(const std::function<bool()>& done,
                             std::chrono::milliseconds within) {
  auto deadline = std::chrono::steady_clock::now() + within;
  std::unique_lock lock{mutex_};
  auto over = [&] { return done() || signals_ > 1; };
  changed_.wait_until(lock, deadline, over);
  return done();
}

void stop_events::poke() {
  std::lock_guard guard{mutex_};
  changed_.notify_all();
}

int stop_events::signals() const {
  return signals_;
}

bool stop_events::cut_short() const {
  return signals() > 1;
}

bool stop_events::tree_gone() const {
  return tree_gone_;
}

std::string stop_events::reason() const {
  std::lock_guard guard{mutex_};
  return reason_;
}

} // namespace troupe
