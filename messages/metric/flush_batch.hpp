#pragma once
/// Aggregator -> serializer: a chunk of what one flush yielded. A flush is a
/// row of chunks, then service checks, events and manifests, then `flush_end`.
/// The aggregator goes on when earlier chunks are gone, so a receiver that
/// keeps chunks stalls the flush: take what is needed and let go.

#include <memory>
#include <utility>
#include <vector>

#include "messages/metric/serie.hpp"
#include "runtime/base/ref_counted.hpp"
#include "runtime/base/ticket.hpp"

namespace troupe {

class flush_batch final : public ref_counted {
public:
  flush_batch(std::vector<serie> series, std::vector<sketch_serie> sketches,
              ticket points, std::shared_ptr<const void> credit = nullptr)
      : credit_(std::move(credit)),
        series_(std::move(series)),
        sketches_(std::move(sketches)),
        points_(std::move(points)) {
  }
  const std::vector<serie>& series() const noexcept {
    return series_;
  }
  const std::vector<sketch_serie>& sketches() const noexcept {
    return sketches_;
  }
  /// Points of the `points` stage: one per serie point and sketch point.
  ticket& points() const noexcept {
    return points_;
  }

private:
  /// First, so that it is given back when all the rest is gone.
  std::shared_ptr<const void> credit_;
  std::vector<serie> series_;
  std::vector<sketch_serie> sketches_;
  mutable ticket points_;
};

} // namespace troupe
