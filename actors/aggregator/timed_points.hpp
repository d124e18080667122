#pragma once
/// The no-aggregation path: samples that brought their own timestamp become
/// points as they are. A gauge stays a gauge; a count becomes a rate over the
/// window length; a sample rate is not applied.
///
/// Bounds: at most `batch_size` samples are held, and none over two ticks, so
/// that a payload is worth sending without being late. At most `max_chunks`
/// are on their way; what comes meanwhile is dropped as `queue_full`.
/// Thread rule: one owner.

#include <cstdint>

#include "actors/aggregator/batch_writer.hpp"
#include "messages/metric/samples.hpp"

namespace troupe {

class timed_points {
public:
  struct options {
    size_t batch_size = 2048;
    size_t max_chunks = 64;
    uint32_t window_s = 10;
  };

  timed_points(stage& points, const options& x,
               const batch_writer_options& writing, batch_writer::sink out);

  // The writer refers to the credits here.
  timed_points(const timed_points&) = delete;
  timed_points& operator=(const timed_points&) = delete;

  /// Takes a batch with its ticket; hands on what has become enough.
  void add(const timed_sample_batch& batch);

  /// A second has passed: hands on what was held a second ago.
  void tick();

  /// Hands on what is held.
  void flush();

  /// Samples that became points.
  uint64_t processed() const noexcept {
    return processed_;
  }
  /// Samples that came while too much was on its way.
  uint64_t refused() const noexcept {
    return refused_;
  }
  /// Samples of a type that cannot carry a time.
  uint64_t unsupported() const noexcept {
    return unsupported_;
  }
  /// Times that something was handed on.
  uint64_t flushes() const noexcept {
    return flushes_;
  }

private:
  void close_serie();

  options options_;
  chunk_credits credits_{[] {}};
  batch_writer writer_;
  /// Clients send the points of one metric in a row: one serie for them.
  serie open_;
  ticket samples_;
  bool aged_ = false;
  uint64_t processed_ = 0;
  uint64_t refused_ = 0;
  uint64_t unsupported_ = 0;
  uint64_t flushes_ = 0;
};

} // namespace troupe
