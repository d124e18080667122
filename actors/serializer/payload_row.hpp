#pragma once
/// Items of one kind, as a row of payloads: closes a body when it is full,
/// drops what is too large, and settles the units of each item when its body
/// was handed on or lost.
///
/// Bounds: one open body, within its limits.
/// Thread rule: one owner.
/// Failure: when the compressor fails, what is in the open body is dropped as
/// `encoder_error`, and the item at hand gets one more try.

#include "actors/serializer/outbox.hpp"
#include "actors/serializer/payload_builder.hpp"
#include "runtime/base/ticket.hpp"

namespace troupe {

struct row_options {
  payload_kind kind = payload_kind::series_v2;
  payload_limits limits;
  payload_frame frame;
  /// True: units are points, and `limits.points` holds for them.
  bool units_are_points = false;
};

class payload_row {
public:
  /// `units` settles what the items stand for; it outlives the row.
  payload_row(const row_options& options, stream_compressor& compressor,
              ticket& units, const row_counters& counters, outbox& out);

  void add(std::string_view item, uint64_t units = 1);

  /// Hands the open body on.
  void close();

  bool empty() const noexcept {
    return builder_.empty();
  }

private:
  add_outcome try_add(std::string_view item, uint64_t units);
  void drop(uint64_t units, drop_reason why);
  void lose_body();

  row_options options_;
  payload_builder builder_;
  ticket& ticket_;
  row_counters counters_;
  outbox& out_;
  /// Units in the open body.
  uint64_t open_units_ = 0;
};

/// Adds to a counter that may not be there.
inline void count(metric_counter* x, double n = 1) {
  if (x != nullptr && n > 0)
    x->Increment(n);
}

/// Closes a body and books its compression; nothing when that failed.
std::optional<finished_body> finish_body(payload_builder& builder,
                                         serializer_counters& counters);

} // namespace troupe
