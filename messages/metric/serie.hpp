#pragma once
/// What a flush yields for one context: points of one type, or sketches.
/// Values are immutable once they are in a batch.

#include <cstdint>
#include <string>
#include <vector>

#include <absl/container/inlined_vector.h>

#include "messages/metric/context.hpp"
#include "messages/metric/kind.hpp"
#include "messages/metric/sketch.hpp"

namespace troupe {

struct point {
  /// Unix seconds.
  int64_t timestamp = 0;
  double value = 0;
};

struct serie {
  context_ptr context;
  /// Appended to the context's name (".avg"); null for none. Points into a
  /// table that outlives every batch.
  const std::string* suffix = nullptr;
  wire_type type = wire_type::gauge;
  /// Seconds; 0 when the type has none.
  uint32_t interval = 0;
  absl::InlinedVector<point, 2> points;
};

struct sketch_point {
  int64_t timestamp = 0;
  sketch value;
};

struct sketch_serie {
  context_ptr context;
  std::vector<sketch_point> points;
};

/// Returns the one stored copy of `suffix`; the table is bounded by the
/// configured aggregates and percentiles and lives as long as the process.
const std::string* intern_suffix(std::string_view suffix);

} // namespace troupe
