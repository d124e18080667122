#pragma once
/// A closed 10 s window of one shard, as columns by kind, and the message that
/// carries closed windows to the aggregator.

#include <cstdint>
#include <utility>
#include <vector>

#include "messages/metric/context.hpp"
#include "messages/metric/histogram.hpp"
#include "messages/metric/sketch.hpp"
#include "messages/metric/value_set.hpp"
#include "runtime/base/ref_counted.hpp"
#include "runtime/base/ticket.hpp"

namespace troupe {

struct gauge_row {
  context_ptr context;
  double value = 0;
  /// Wall nanoseconds of the sample's arrival: the later one wins a merge.
  int64_t arrival_ns = 0;
};

/// Sum of value / rate; a zero row is a zero-filled counter.
struct counter_row {
  context_ptr context;
  double sum = 0;
};

struct set_row {
  context_ptr context;
  value_set values;
};

struct histogram_row {
  context_ptr context;
  histogram values;
};

struct sketch_row {
  context_ptr context;
  sketch values;
};

struct closed_window {
  /// Unix seconds, a multiple of the window length.
  int64_t start_s = 0;
  std::vector<gauge_row> gauges;
  std::vector<counter_row> counters;
  std::vector<set_row> sets;
  std::vector<histogram_row> histograms;
  std::vector<sketch_row> sketches;
};

/// Shard -> aggregator. Carries the samples folded into its windows as a
/// ticket of the `samples` stage. One receiver: it takes the contents.
class window_closed final : public ref_counted {
public:
  window_closed(uint32_t shard, uint64_t flush_id,
                std::vector<closed_window> windows, ticket samples)
      : shard_(shard),
        flush_id_(flush_id),
        windows_(std::move(windows)),
        samples_(std::move(samples)) {
  }

  uint32_t shard() const noexcept {
    return shard_;
  }
  /// The flush this answers; 0 when it was sent on a window boundary.
  uint64_t flush_id() const noexcept {
    return flush_id_;
  }
  std::vector<closed_window> take_windows() const {
    return std::move(windows_);
  }
  ticket& samples() const noexcept {
    return samples_;
  }

private:
  uint32_t shard_;
  uint64_t flush_id_;
  mutable std::vector<closed_window> windows_;
  mutable ticket samples_;
};

} // namespace troupe
