#pragma once
/// Sketches as entries of the intake's SketchPayload (`/api/beta/sketches`).
///
/// A payload is the entries one after another, then `foot`.
/// Thread rule: one owner. Errors: none; what cannot be sent is left out.

#include <vector>

#include "messages/metric/serie.hpp"
#include "proto/intake/byte_buffer.hpp"
#include "proto/intake/context_fields.hpp"

namespace troupe {

class sketch_encoder {
public:
  /// Empty common metadata; the Agent always writes it.
  static constexpr std::string_view foot{"\x12\x00", 2};

  explicit sketch_encoder(std::string_view hostname);

  /// Appends the entry of `x`; returns how many points are in it. Points with
  /// a summary that is not finite, or without values, are left out; with none
  /// left nothing is appended.
  size_t append(const sketch_serie& x, byte_buffer& out);

private:
  void append_point(const sketch_point& x);

  context_fields fields_;
  std::vector<sketch_bin> bins_;
  byte_buffer points_;
};

} // namespace troupe
