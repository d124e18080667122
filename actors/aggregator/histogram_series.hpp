#pragma once
/// What is sent of a histogram: the configured aggregates and percentiles,
/// each as a serie of its own whose name is the metric's with a suffix, less
/// those that the filter list names.
///
/// Bounds: as many values per histogram as are configured.
/// Thread rule: immutable after construction.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_set.h>

#include "messages/metric/histogram.hpp"
#include "messages/metric/kind.hpp"

namespace troupe {

struct histogram_options {
  /// Of `max`, `min`, `sum`, `avg`, `median`, `count`; others are passed over.
  std::vector<std::string> aggregates{"max", "median", "avg", "count"};
  /// Whole percents, 1 to 100.
  std::vector<int> percentiles{95};
  /// Full names ("req.time.max") or prefixes of them that are not sent.
  std::vector<std::string> filter;
  bool filter_prefixes = false;
};

/// One value that a histogram yields.
struct histogram_value {
  /// Interned; ".max", ".95percentile".
  const std::string* suffix = nullptr;
  wire_type type = wire_type::gauge;
  double value = 0;
};

class histogram_series {
public:
  explicit histogram_series(const histogram_options& options);

  /// Replaces `out` by the values of `x`, none when it is empty. Which ones
  /// there are, and their order, depends on `name` only.
  void derive(std::string_view name, histogram& x, double interval_s,
              std::vector<histogram_value>& out) const;

private:
  enum class what : uint8_t { max, min, sum, avg, median, count, percentile };

  struct output {
    what kind = what::max;
    int percent = 0;
    const std::string* suffix = nullptr;
  };

  static double value_of(const output& which, histogram& x, double interval_s);
  bool filtered(std::string_view name, const std::string& suffix) const;

  std::vector<output> outputs_;
  absl::flat_hash_set<std::string> names_;
  std::vector<std::string> prefixes_;
};

} // namespace troupe
