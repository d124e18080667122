#pragma once
/// Gathers the series and sketches of one flush into chunks of bounded size
/// and hands each full chunk on. Their points enter the `points` stage here;
/// kinds that are switched off are refused there, counted as `disabled`.
///
/// Bounds: a chunk holds at most `chunk_weight` series; a sketch weighs as
/// much as eight series.
/// Thread rule: one owner.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "actors/aggregator/chunk_credits.hpp"
#include "messages/metric/flush_batch.hpp"

namespace troupe {

struct batch_writer_options {
  size_t chunk_weight = 4096;
  bool series = true;
  bool sketches = true;
};

class batch_writer {
public:
  using sink = std::function<void(const ref_ptr<const flush_batch>&)>;

  /// Without `credits` what is in flight is not counted.
  batch_writer(stage& points, const batch_writer_options& options, sink out,
               chunk_credits* credits = nullptr);

  void add(serie&& x);
  void add(sketch_serie&& x);

  /// Hands on what is left; afterwards the writer starts anew.
  void finish();

  /// Chunks that were handed on.
  uint64_t chunks() const noexcept {
    return chunks_;
  }

private:
  void grow(size_t weight, size_t points);

  stage& stage_;
  batch_writer_options options_;
  sink out_;
  chunk_credits* credits_;
  std::vector<serie> series_;
  std::vector<sketch_serie> sketches_;
  size_t weight_ = 0;
  uint64_t points_ = 0;
  uint64_t disabled_ = 0;
  uint64_t chunks_ = 0;
};

} // namespace troupe
