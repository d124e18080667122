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

#include "messages/metric/flush_batch.hpp"

namespace troupe {

struct batch_writer_options {
  size_t chunk_weight = 8192;
  bool series = true;
  bool sketches = true;
};

class batch_writer {
public:
  using sink = std::function<void(ref_ptr<const flush_batch>)>;

  batch_writer(stage& points, const batch_writer_options& options, sink out);

  void add(serie&& x);
  void add(sketch_serie&& x);

  /// Hands on what is left; afterwards the writer starts anew.
  void finish();

  /// Handed on so far.
  uint64_t series_count() const noexcept {
    return series_count_;
  }
  uint64_t sketch_count() const noexcept {
    return sketch_count_;
  }

private:
  void grow(size_t weight, size_t points);

  stage& stage_;
  batch_writer_options options_;
  sink out_;
  std::vector<serie> series_;
  std::vector<sketch_serie> sketches_;
  size_t weight_ = 0;
  uint64_t points_ = 0;
  uint64_t disabled_ = 0;
  uint64_t series_count_ = 0;
  uint64_t sketch_count_ = 0;
};

} // namespace troupe
