#pragma once
/// Series as entries of the intake's MetricPayload (`/api/v2/series`), in the
/// order of fields that the Agent writes: resources, metric, tags, type,
/// source type, interval, points, metadata.
///
/// A payload is the entries one after another: it has no head and no foot.
/// Thread rule: one owner. Errors: none; what cannot be sent is left out.

#include "messages/metric/serie.hpp"
#include "proto/intake/byte_buffer.hpp"
#include "proto/intake/context_fields.hpp"

namespace troupe {

class series_encoder {
public:
  /// `hostname` stands in for the agent's own host.
  explicit series_encoder(std::string_view hostname);

  /// Appends the entry of `x`; returns how many points are in it. Points that
  /// are not finite are left out; with none left nothing is appended.
  size_t append(const serie& x, byte_buffer& out);

private:
  context_fields fields_;
};

} // namespace troupe
