#include "actors/forwarder/waiting_queue.hpp"

#include <algorithm>

namespace troupe {

bool waiting_queue::push(transaction x) {
  if (high_.size() >= high_slots_) {
    push_retry(std::move(x));
    return false;
  }
  bytes_ += x.bytes();
  high_.push_back(std::move(x));
  return true;
}

void waiting_queue::push_retry(transaction x) {
  bytes_ += x.bytes();
  retries_.insert(std::move(x));
}

std::optional<transaction> waiting_queue::pop(bool with_retries) {
  if (!high_.empty())
    return take(high_.begin());
  if (with_retries && !retries_.empty())
    return take(retries_.begin());
  return std::nullopt;
}

std::optional<transaction> waiting_queue::evict() {
  worth_more more;
  auto worst = std::max_element(high_.begin(), high_.end(), more);
  if (retries_.empty())
    return worst == high_.end() ? std::nullopt : std::optional{take(worst)};
  auto last = std::prev(retries_.end());
  if (worst != high_.end() && more(*last, *worst))
    return take(worst);
  return take(last);
}

std::optional<transaction> waiting_queue::pop_older(int64_t entered_before_ns) {
  auto old = [&](const transaction& x) {
    return x.entered_ns <= entered_before_ns;
  };
  auto high = std::find_if(high_.begin(), high_.end(), old);
  if (high != high_.end())
    return take(high);
  auto retry = std::find_if(retries_.begin(), retries_.end(), old);
  return retry == retries_.end() ? std::nullopt : std::optional{take(retry)};
}

transaction waiting_queue::take(std::deque<transaction>::iterator at) {
  auto result = std::move(*at);
  high_.erase(at);
  bytes_ -= result.bytes();
  return result;
}

transaction waiting_queue::take(retry_set::iterator at) {
  auto node = retries_.extract(at);
  bytes_ -= node.value().bytes();
  return std::move(node.value());
}

} // namespace troupe
