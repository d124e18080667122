#include "actors/aggregator/timed_points.hpp"

#include <utility>

namespace troupe {

namespace {

wire_type type_of(metric_kind x) {
  switch (x) {
  case metric_kind::gauge:
  case metric_kind::gauge_with_timestamp:
    return wire_type::gauge;
  case metric_kind::rate:
  case metric_kind::counter:
  case metric_kind::count_with_timestamp:
    return wire_type::rate;
  default:
    return wire_type::unspecified;
  }
}

} // namespace

timed_points::timed_points(stage& points, const options& x,
                           const batch_writer_options& writing,
                           batch_writer::sink out)
    : options_(x), writer_(points, writing, std::move(out), &credits_) {
}

void timed_points::add(const timed_sample_batch& batch) {
  if (credits_.in_flight() >= options_.max_chunks) {
    refused_ += batch.items().size();
    batch.samples().drop(drop_reason::queue_full);
    return;
  }
  uint64_t unsupported = 0;
  for (auto& x : batch.items()) {
    auto type = type_of(x.context->traits().kind);
    if (type == wire_type::unspecified) {
      ++unsupported;
      continue;
    }
    if (open_.context != x.context) {
      close_serie();
      open_.context = x.context;
      open_.type = type;
      open_.interval = options_.window_s;
    }
    auto is_rate = type == wire_type::rate;
    open_.points.push_back(
        {x.timestamp, is_rate ? x.value / options_.window_s : x.value});
  }
  processed_ += batch.items().size() - unsupported;
  unsupported_ += unsupported;
  batch.samples().drop(unsupported, drop_reason::unsupported_type);
  samples_.absorb(std::move(batch.samples()));
  if (samples_.units() >= options_.batch_size)
    flush();
}

void timed_points::tick() {
  if (aged_)
    flush();
  aged_ = samples_.units() > 0;
}

void timed_points::flush() {
  aged_ = false;
  if (samples_.units() == 0)
    return;
  close_serie();
  writer_.finish();
  samples_.leave();
  ++flushes_;
}

void timed_points::close_serie() {
  if (open_.context)
    writer_.add(std::exchange(open_, {}));
}

} // namespace troupe
