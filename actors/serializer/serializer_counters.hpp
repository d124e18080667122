#pragma once
/// The serializer's own numbers, looked up once.
///
/// Thread rule: as `metrics`.

#include <array>

#include "messages/payload/payload.hpp"
#include "runtime/observability/metrics.hpp"

namespace troupe {

/// What a row of payloads counts of its items; null for what it does not.
struct row_counters {
  metric_counter* calls = nullptr;
  metric_counter* items = nullptr;
  metric_counter* too_large = nullptr;
  metric_counter* full = nullptr;
  metric_counter* failed = nullptr;
};

class serializer_counters {
public:
  explicit serializer_counters(metrics& registry);

  // -- the Agent's ------------------------------------------------------------
  metric_counter& compressor_payloads;
  /// Times that a stream was flushed to learn its size.
  metric_counter& compressor_cycles;
  metric_counter& compressor_bytes_in;
  metric_counter& compressor_bytes_out;
  metric_counter& events_sent;
  metric_counter& events_dropped;
  metric_counter& events_payloads;
  metric_counter& events_too_big;
  metric_counter& events_fallback;
  row_counters json;
  row_counters sketches;

  // -- ours -------------------------------------------------------------------
  row_counters series;
  /// Items of any kind that fit into no payload.
  metric_counter& too_large;
  metric_counter& compressor_errors;
  std::array<metric_counter*, payload_kind_count> payloads;
  std::array<metric_counter*, payload_kind_count> payload_bytes;
};

} // namespace troupe
