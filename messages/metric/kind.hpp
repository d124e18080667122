#pragma once
/// What a metric is when it comes in, and what it is on the wire.

#include <cstdint>
#include <string_view>

namespace troupe {

/// The order is the Agent's; telemetry names depend on it.
enum class metric_kind : uint8_t {
  gauge = 0,
  rate = 1,
  count = 2,
  monotonic_count = 3,
  counter = 4,
  histogram = 5,
  historate = 6,
  set = 7,
  distribution = 8,
  gauge_with_timestamp = 9,
  count_with_timestamp = 10,
};

/// MetricType of the intake's MetricPayload.
enum class wire_type : uint8_t {
  unspecified = 0,
  count = 1,
  rate = 2,
  gauge = 3
};

constexpr std::string_view to_string(wire_type x) {
  switch (x) {
  case wire_type::count:
    return "count";
  case wire_type::rate:
    return "rate";
  case wire_type::gauge:
    return "gauge";
  default:
    return "unspecified";
  }
}

/// Where a metric came from: decides the origin metadata and the source type.
enum class metric_source : uint8_t {
  dogstatsd = 0,
  check = 1,
  internal = 2,
  jmx = 3
};

} // namespace troupe
