#include "runtime/observability/health.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

void health_registry::set(const std::string& part, health_state state,
                          std::string reason) {
  std::lock_guard guard{mutex_};
  parts_[part] = {part, state, std::move(reason)};
}

void health_registry::forget(const std::string& part) {
  std::lock_guard guard{mutex_};
  parts_.erase(part);
}

void health_registry::stop() {
  std::lock_guard guard{mutex_};
  stopping_ = true;
}

bool health_registry::ready() const {
  std::lock_guard guard{mutex_};
  return !stopping_
         && std::all_of(parts_.begin(), parts_.end(), [](const auto& x) {
              return x.second.state == health_state::ok
                     || x.second.state == health_state::degraded;
            });
}

bool health_registry::stopping() const {
  std::lock_guard guard{mutex_};
  return stopping_;
}

std::vector<health_entry> health_registry::entries() const {
  std::lock_guard guard{mutex_};
  std::vector<health_entry> result;
  for (auto& [name, entry] : parts_)
    result.push_back(entry);
  return result;
}

} // namespace troupe
