#pragma once
/// Parses one metric line: name:value[:value...]|type[|fields...]. Nothing is
/// copied: views point into the packet, packed values go to a vector that the
/// caller reuses.
///
/// Accepts and refuses exactly what the Agent does; its only range check is
/// that a timestamp is positive.
/// Bounds: `parse_options::max_values` per message; more are counted.
/// Thread rule: pure.

#include <cstdint>
#include <vector>

#include "messages/metric/kind.hpp"
#include "proto/dogstatsd/fields.hpp"

namespace troupe::dsd {

/// The `type` field; the order is free.
enum class metric_type : uint8_t {
  gauge,
  count,
  histogram,
  timing,
  distribution,
  set
};

struct metric_line {
  std::string_view name;
  /// The value as it came: for sets, the element.
  std::string_view raw_value;
  /// Behind the `#`; empty when there are none.
  std::string_view tags;
  origin_fields origin;
  /// The only value when `value_count` is 1.
  double value = 0;
  double sample_rate = 1;
  /// Unix seconds; 0 without `T`.
  int64_t timestamp = 0;
  /// Several values: this many, from `first_value` on in the vector.
  uint32_t value_count = 1;
  uint32_t first_value = 0;
  /// Values that were cut off.
  uint32_t values_over = 0;
  metric_type type = metric_type::gauge;
};

/// The kind under which a type is aggregated.
constexpr metric_kind kind_of(metric_type x) noexcept {
  switch (x) {
  case metric_type::count:
    return metric_kind::counter;
  case metric_type::histogram:
  case metric_type::timing:
    return metric_kind::histogram;
  case metric_type::distribution:
    return metric_kind::distribution;
  case metric_type::set:
    return metric_kind::set;
  default:
    return metric_kind::gauge;
  }
}

/// Appends packed values to `values`; a refused message leaves it as it was.
verdict parse_metric(std::string_view line, const parse_options& options,
                     metric_line& out, std::vector<double>& values);

} // namespace troupe::dsd
