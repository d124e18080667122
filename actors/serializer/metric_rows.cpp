#include "actors/serializer/metric_rows.hpp"

#include "proto/intake/json_encoders.hpp"

namespace troupe {

namespace {

/// What the buffer of one item may keep.
constexpr size_t kept_bytes = size_t{1} << 18;

row_options series_row(const serializer_config& x) {
  row_options result;
  result.units_are_points = true;
  if (x.use_v2_api_series) {
    result.kind = payload_kind::series_v2;
    result.limits.compressed =
        static_cast<size_t>(x.serializer_max_series_payload_size);
    result.limits.uncompressed =
        static_cast<size_t>(x.serializer_max_series_uncompressed_payload_size);
  } else {
    result.kind = payload_kind::series_v1;
    result.limits.compressed =
        static_cast<size_t>(x.serializer_max_payload_size);
    result.limits.uncompressed =
        static_cast<size_t>(x.serializer_max_uncompressed_payload_size);
    result.frame = {std::string{json::series_head},
                    std::string{json::series_foot}, ","};
  }
  result.limits.points =
      static_cast<uint64_t>(x.serializer_max_series_points_per_payload);
  return result;
}

row_options sketch_row(const serializer_config& x) {
  row_options result;
  result.kind = payload_kind::sketches;
  result.units_are_points = true;
  result.limits.compressed = static_cast<size_t>(x.serializer_max_payload_size);
  result.limits.uncompressed =
      static_cast<size_t>(x.serializer_max_uncompressed_payload_size);
  result.limits.points =
      static_cast<uint64_t>(x.serializer_max_series_points_per_payload);
  result.frame.foot = sketch_encoder::foot;
  return result;
}

} // namespace

metric_rows::metric_rows(const serializer_options& options,
                         const compressor_factory& compressor, outbox& out)
    : config_(options.config),
      hostname_(options.hostname),
      log_(options.config.log_payloads ? options.log : nullptr),
      series_stream_(compressor()),
      sketch_stream_(compressor()),
      series_(series_row(config_), *series_stream_, points_,
              config_.use_v2_api_series ? out.counters().series
                                        : out.counters().json,
              out),
      sketches_(sketch_row(config_), *sketch_stream_, points_,
                out.counters().sketches, out),
      series_encoder_(options.hostname),
      sketch_encoder_(options.hostname) {
}

void metric_rows::add(const flush_batch& batch) {
  touched_ = true;
  points_.absorb(std::move(batch.points()));
  for (auto& x : batch.series())
    add(x);
  for (auto& x : batch.sketches())
    add(x);
  item_.clear(kept_bytes);
}

void metric_rows::add(const serie& x) {
  auto points = x.points.size();
  if (!config_.enable_payloads_series)
    return points_.drop(points, drop_reason::disabled);
  if (x.context->name().empty())
    return points_.drop(points, drop_reason::bad_name);
  // The old endpoint knows no way to keep a serie out of the index.
  if (!config_.use_v2_api_series && x.context->traits().no_index)
    return points_.drop(points, drop_reason::unroutable);
  if (log_)
    log(x);
  item_.clear();
  auto written = config_.use_v2_api_series
                     ? series_encoder_.append(x, item_)
                     : json::append_serie(x, hostname_, item_);
  points_.drop(points - written, drop_reason::nonfinite);
  if (written > 0)
    series_.add(item_.view(), written);
}

void metric_rows::add(const sketch_serie& x) {
  auto points = x.points.size();
  if (!config_.enable_payloads_sketches)
    return points_.drop(points, drop_reason::disabled);
  if (x.context->name().empty())
    return points_.drop(points, drop_reason::bad_name);
  if (log_)
    log(x);
  item_.clear();
  auto written = sketch_encoder_.append(x, item_);
  points_.drop(points - written, drop_reason::nonfinite);
  if (written > 0)
    sketches_.add(item_.view(), written);
}

void metric_rows::close() {
  series_.close();
  sketches_.close();
  // Every point was settled with its item; a rest is a fault of the sender.
  points_.drop(drop_reason::abandoned);
}

bool metric_rows::idle() noexcept {
  return !std::exchange(touched_, false)
         && (!series_.empty() || !sketches_.empty());
}

void metric_rows::log(const serie& x) {
  item_.clear();
  json::append_serie(x, hostname_, item_);
  log_(item_.view());
}

void metric_rows::log(const sketch_serie& x) {
  std::string line{"sketch "};
  line += x.context->name();
  for (auto tag : x.context->tags())
    line.append(" ").append(tag);
  log_(line);
}

} // namespace troupe
