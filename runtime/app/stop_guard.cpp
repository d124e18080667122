#include "runtime/app/stop_guard.hpp"

#include <utility>

namespace troupe {

stop_guard::stop_guard(std::function<void()> expired)
    : expired_(std::move(expired)) {
}

stop_guard::~stop_guard() {
  {
    std::lock_guard guard{mutex_};
    ended_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable())
    thread_.join();
}

void stop_guard::arm(std::chrono::milliseconds within) {
  if (thread_.joinable())
    return;
  thread_ = std::thread{[this, within] {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, within, [this] { return ended_; }))
      expired_();
  }};
}

} // namespace troupe
