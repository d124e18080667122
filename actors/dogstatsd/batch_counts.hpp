#pragma once
/// What happened in one batch, counted in plain integers and settled once at
/// its end: per sample nothing but an addition.
///
/// Thread rule: one owner.

#include <array>
#include <cstdint>
#include <string>

#include "proto/dogstatsd/metric.hpp"
#include "runtime/base/drop_reason.hpp"

namespace troupe {

inline constexpr size_t metric_types = 6;

struct batch_counts {
  /// Values folded into the window, or sent on with their own time.
  uint64_t folded = 0;
  uint64_t timed = 0;
  /// Values that came in and were dropped; a malformed message is one.
  uint64_t refused = 0;
  /// Copies of histogram values, over and above the values.
  uint64_t copies = 0;
  std::array<uint64_t, drop_reason_count> dropped{};
  /// Messages by type; refused ones are not in it.
  std::array<uint64_t, metric_types> by_type{};
  uint64_t metric_errors = 0;
  uint64_t events = 0;
  uint64_t event_errors = 0;
  uint64_t checks = 0;
  uint64_t check_errors = 0;
  uint64_t unterminated = 0;
  uint64_t empty_packets = 0;
  /// Messages whose tags were cut.
  uint64_t truncated = 0;
  /// Values of sets that were full.
  uint64_t set_overflow = 0;
  /// One message that was not understood, and why.
  std::string malformed;
  drop_reason malformed_why = drop_reason::abandoned;

  void drop(drop_reason why, uint64_t n = 1) {
    refused += n;
    dropped[static_cast<size_t>(why)] += n;
  }
  uint64_t dropped_for(drop_reason why) const noexcept {
    return dropped[static_cast<size_t>(why)];
  }
};

} // namespace troupe
