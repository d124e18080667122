#include "actors/dogstatsd/name_filter.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

name_filter::name_filter(std::vector<std::string> names, bool match_prefix)
    : names_(std::move(names)), match_prefix_(match_prefix) {
  std::sort(names_.begin(), names_.end());
  auto covers = [&](const std::string& a, const std::string& b) {
    return match_prefix ? b.starts_with(a) : a == b;
  };
  names_.erase(std::unique(names_.begin(), names_.end(), covers), names_.end());
}

bool name_filter::matches(std::string_view name) const noexcept {
  // The last entry that is not behind the name is the only candidate.
  auto next = std::upper_bound(names_.begin(), names_.end(), name);
  if (next == names_.begin())
    return false;
  auto& candidate = *std::prev(next);
  return match_prefix_ ? name.starts_with(candidate) : name == candidate;
}

} // namespace troupe
