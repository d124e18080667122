#pragma once
/// Everything that waits for the next flush, and how it becomes the content of
/// one. Knows no actor: the caller sends what comes out.
///
/// Bounds: see the limits; what is beyond is dropped, counted by the ledger.
/// Thread rule: one owner.

#include <cstdint>
#include <vector>

#include "actors/aggregator/check_samplers.hpp"
#include "actors/aggregator/held_items.hpp"
#include "actors/aggregator/held_manifests.hpp"
#include "actors/aggregator/late_windows.hpp"
#include "actors/aggregator/pending_windows.hpp"
#include "actors/aggregator/window_series.hpp"
#include "messages/event/event.hpp"
#include "messages/event/service_check.hpp"

namespace troupe {

struct holding_limits {
  /// Rows of closed windows.
  size_t rows = 4'000'000;
  size_t events = 10'000;
  size_t service_checks = 100'000;
  size_t checks = 10'000;
  held_manifests::limits manifests;
};

/// The series and sketches of one flush, in the order in which they go out:
/// the shards' windows, then the checks'.
class flush_content {
public:
  flush_content(window_series windows, check_sampler::content checks,
                ticket samples);

  /// Writes the next context; false when there is none, and the samples have
  /// left their stage.
  bool next(batch_writer& out);

private:
  window_series windows_;
  check_sampler::content checks_;
  size_t series_ = 0;
  size_t sketches_ = 0;
  ticket samples_;
};

class holdings {
  // First: the samplers refer to it.
  histogram_series histograms_;

public:
  holdings(const holding_limits& limits,
           const check_sampler_options& check_options,
           const histogram_options& histogram, uint32_t window_s);

  holdings(const holdings&) = delete;
  holdings& operator=(const holdings&) = delete;

  /// With `everything`, runs of checks that are still open too.
  flush_content take_metrics(bool everything, int64_t now_s);

  pending_windows windows;
  check_samplers checks;
  held_items<event_batch, event> events;
  held_items<service_check_batch, service_check> service_checks;
  held_manifests manifests;

  /// Windows that came too late for their own stamp.
  uint64_t late() const noexcept {
    return late_.moved();
  }

private:
  uint32_t window_s_;
  late_windows late_;
};

} // namespace troupe
