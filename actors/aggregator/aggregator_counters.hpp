#pragma once
/// The aggregator's numbers, under the names that the Agent has for them: the
/// labelled ones of `/telemetry`, and one `aggregator__*` for each member of
/// the `aggregator` map in `/debug/vars` (SeriesFlushed: series_flushed).
///
/// Thread rule: one owner; what it writes may be read anywhere.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/observability/metrics.hpp"

namespace troupe {

/// What a flush hands on.
enum class flushed_kind : uint8_t {
  series = 0,
  sketches = 1,
  service_checks = 2,
  events = 3,
  manifests = 4,
};

/// What comes in one by one.
enum class intake_kind : uint8_t {
  check_metrics = 0,
  histogram_buckets = 1,
  service_checks = 2,
  events = 3,
};

/// Carries a total that a plain class counts over into a counter. The class
/// starts anew with its actor, the counter does not.
class carried_total {
public:
  explicit carried_total(metric_counter& to) : to_(to) {
  }
  void set(uint64_t total) {
    to_.Increment(static_cast<double>(total - seen_));
    seen_ = total;
  }

private:
  metric_counter& to_;
  uint64_t seen_ = 0;
};

class aggregator_counters {
public:
  aggregator_counters(metrics& to, uint32_t shards);

  void came(intake_kind what, uint64_t n);
  /// Samples that a shard folded into windows.
  void came_from_shard(uint32_t shard, uint64_t samples);

  /// `n` items were handed to the serializer, or it was not there.
  void flushed(flushed_kind what, uint64_t n, bool ok);
  /// A flush ends: shows what it held, by kind.
  void flush_ends();
  /// Nanoseconds from the start of the flush until `what` was handed on.
  void took(std::string_view what, int64_t ns);

  void orchestrator_metadata(bool ok);

  carried_total flushes_skipped;
  carried_total flushes_merged;
  carried_total answers_missing;
  carried_total windows_late;
  carried_total rows_evicted;
  carried_total timed_processed;
  carried_total timed_unsupported;
  carried_total timed_refused;
  carried_total timed_flushes;
  carried_total checks_created;
  carried_total checks_expired;
  carried_total check_errors;
  metric_gauge& check_contexts;

private:
  struct flush_row {
    metric_counter& total;
    metric_counter& errors;
    metric_counter& state_ok;
    metric_counter& state_error;
    /// Of the last flush.
    metric_gauge& count;
    uint64_t now = 0;
  };
  struct intake_row {
    metric_counter& total;
    metric_counter& processed;
  };

  static flush_row flush_row_of(metrics& to, const std::string& total,
                                const std::string& errors,
                                const std::string& type);
  static intake_row intake_row_of(metrics& to, const std::string& total,
                                  const std::string& type);

  metrics& metrics_;
  std::vector<flush_row> flushes_;
  std::vector<intake_row> intakes_;
  std::vector<metric_counter*> shards_;
  metric_counter& dogstatsd_samples_;
  metric_counter& number_of_flush_;
  metric_counter& metadata_;
  metric_counter& metadata_errors_;
};

} // namespace troupe
