#pragma once
/// The numbers of one shard under the Agent's names, and our own. Added once
/// per batch; the sizes are set once a second.
///
/// Thread rule: one owner; the registry is safe on any thread.

#include <array>
#include <cstdint>

#include "actors/dogstatsd/batch_counts.hpp"
#include "actors/dogstatsd/shard.hpp"
#include "runtime/observability/metrics.hpp"

namespace troupe {

class shard_meter {
public:
  shard_meter(metrics& registry, uint32_t shard);

  void add(const batch_counts& x);
  void set_sizes(const shard& x);

private:
  /// A counter of the registry that follows a number of this incarnation.
  struct follower {
    metric_counter* counter;
    uint64_t last = 0;
    void to(uint64_t now) {
      counter->Increment(static_cast<double>(now - last));
      last = now;
    }
  };

  metric_counter& metrics_ok_;
  metric_counter& metrics_error_;
  metric_counter& events_ok_;
  metric_counter& events_error_;
  metric_counter& checks_ok_;
  metric_counter& checks_error_;
  std::array<metric_counter*, metric_types> by_type_;
  metric_counter& filtered_;
  metric_counter& unterminated_;
  metric_counter& samples_;
  metric_counter& truncated_;
  metric_counter& set_overflow_;
  metric_gauge& contexts_;
  std::array<metric_gauge*, column_kinds> contexts_by_kind_;
  metric_gauge& context_bytes_;
  metric_gauge& windows_;
  metric_gauge& raw_forms_;
  follower misses_;
  follower expired_;
  follower resets_;
  follower clock_steps_;
};

} // namespace troupe
