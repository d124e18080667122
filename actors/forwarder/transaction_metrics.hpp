#pragma once
/// The Agent's numbers about payloads of one URL, made when a kind of payload
/// is first seen.
///
/// Bounds: kinds and error classes are closed sets; codes are three digits.
/// Thread rule: needs external synchronisation.

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "messages/payload/payload.hpp"
#include "runtime/observability/metrics.hpp"

namespace troupe {

struct kind_counters {
  metric_counter& input_count;
  metric_counter& input_bytes;
  metric_counter& success;
  metric_counter& success_bytes;
  metric_counter& dropped;
  metric_counter& requeued;
  metric_counter& retries;
  metric_counter& high_queue_full;
};

class transaction_metrics {
public:
  transaction_metrics(metrics& registry, std::string domain);

  kind_counters& of(payload_kind kind);
  void error(payload_kind kind, std::string_view error_class, int status);
  /// What the endpoint's queue holds now; endpoints of one URL add up.
  void queue(size_t count, size_t bytes);
  void evicted(uint64_t points);
  void in_doubt();

private:
  metric_labels labels(payload_kind kind) const;

  metrics& registry_;
  std::string domain_;
  std::array<std::unique_ptr<kind_counters>, payload_kind_count> kinds_;
  metric_gauge& retry_queue_size_;
  metric_gauge& mem_bytes_;
  metric_gauge& mem_count_;
  metric_counter& evicted_;
  metric_counter& evicted_points_;
  metric_counter& in_doubt_;
  size_t shown_count_ = 0;
  size_t shown_bytes_ = 0;
};

} // namespace troupe
