#include "actors/aggregator/batch_writer.hpp"

#include <utility>

namespace troupe {

namespace {

constexpr size_t sketch_weight = 8;

} // namespace

batch_writer::batch_writer(stage& points, const batch_writer_options& options,
                           sink out, chunk_credits* credits)
    : stage_(points),
      options_(options),
      out_(std::move(out)),
      credits_(credits) {
}

void batch_writer::add(serie&& x) {
  if (!options_.series) {
    disabled_ += x.points.size();
    return;
  }
  auto points = x.points.size();
  series_.push_back(std::move(x));
  grow(1, points);
}

void batch_writer::add(sketch_serie&& x) {
  if (!options_.sketches) {
    disabled_ += x.points.size();
    return;
  }
  auto points = x.points.size();
  sketches_.push_back(std::move(x));
  grow(sketch_weight, points);
}

void batch_writer::grow(size_t weight, size_t points) {
  weight_ += weight;
  points_ += points;
  if (weight_ < options_.chunk_weight)
    return;
  // More will follow, so the next chunk is likely to become a full one too.
  auto expected = series_.size();
  finish();
  series_.reserve(expected);
}

void batch_writer::finish() {
  if (auto n = std::exchange(disabled_, 0))
    stage_.refuse(n, drop_reason::disabled);
  if (series_.empty() && sketches_.empty())
    return;
  ticket units{stage_, std::exchange(points_, 0)};
  auto batch = make_ref<const flush_batch>(
      std::exchange(series_, {}), std::exchange(sketches_, {}),
      std::move(units), credits_ ? credits_->take() : nullptr);
  weight_ = 0;
  ++chunks_;
  out_(batch);
}

} // namespace troupe
