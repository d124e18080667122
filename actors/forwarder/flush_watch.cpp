#include "actors/forwarder/flush_watch.hpp"

#include <algorithm>

namespace troupe {

void flush_watch::expect(uint64_t seq) {
  expected_.insert(seq);
}

void flush_watch::over(uint64_t seq) {
  expected_.erase(seq);
}

void flush_watch::wait(uint64_t last_seq, completion_ptr waiter) {
  if (waiter && waiters_.size() < max_waiters)
    waiters_.emplace_back(last_seq, std::move(waiter));
}

std::vector<completion_ptr> flush_watch::take_ended() {
  auto open = std::find_if(waiters_.begin(), waiters_.end(), [&](auto& x) {
    return !expected_.empty() && *expected_.begin() <= x.first;
  });
  std::vector<completion_ptr> result;
  for (auto i = waiters_.begin(); i != open; ++i)
    result.push_back(std::move(i->second));
  waiters_.erase(waiters_.begin(), open);
  return result;
}

} // namespace troupe
