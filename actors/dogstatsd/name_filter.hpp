#pragma once
/// Metric names that are not wanted, by whole name or by prefix.
///
/// Bounds: as long as the configured list. Thread rule: immutable.

#include <string>
#include <string_view>
#include <vector>

namespace troupe {

class name_filter {
public:
  name_filter() = default;
  name_filter(std::vector<std::string> names, bool match_prefix);

  bool matches(std::string_view name) const noexcept;

  bool empty() const noexcept {
    return names_.empty();
  }

private:
  /// Sorted; of prefixes, those that lie within another are gone.
  std::vector<std::string> names_;
  bool match_prefix_ = false;
};

} // namespace troupe
