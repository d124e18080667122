#include "actors/serializer/serializer_core.hpp"

#include "proto/intake/json_encoders.hpp"

namespace troupe {

namespace {

compressor_factory factory_of(const serializer_options& x) {
  if (x.compressor)
    return x.compressor;
  auto kind = x.config.serializer_compressor_kind;
  auto level = x.config.serializer_zstd_compressor_level;
  return [kind, level] { return make_compressor(kind, level); };
}

payload_limits limits_of(const serializer_config& x) {
  payload_limits result;
  result.compressed = static_cast<size_t>(x.serializer_max_payload_size);
  result.uncompressed =
      static_cast<size_t>(x.serializer_max_uncompressed_payload_size);
  return result;
}

row_options check_row(const serializer_config& x) {
  row_options result;
  result.kind = payload_kind::service_checks;
  result.limits = limits_of(x);
  result.frame = {std::string{json::checks_head},
                  std::string{json::checks_foot}, ","};
  return result;
}

event_chain_options event_options(const serializer_options& x) {
  event_chain_options result;
  result.hostname = x.hostname;
  result.limits = limits_of(x.config);
  return result;
}

} // namespace

serializer_core::serializer_core(const serializer_options& options,
                                 metrics& registry, const clock_source& clock,
                                 payload_sink sink)
    : factory_(factory_of(options)),
      config_(options.config),
      hostname_(options.hostname),
      log_(options.config.log_payloads ? options.log : nullptr),
      counters_(registry),
      stream_(factory_()),
      out_(std::string{stream_->encoding()}, clock, counters_, std::move(sink)),
      metrics_(options, factory_, out_),
      check_row_(check_row(config_), *stream_, checks_, counters_.json, out_),
      events_(event_options(options), *stream_, out_),
      orchestrator_(options, *stream_, out_),
      host_(options, *stream_, out_) {
}

void serializer_core::send(const service_check_batch& batch) {
  checks_.absorb(std::move(batch.ledger()));
  if (!config_.enable_payloads_service_checks)
    return checks_.drop(drop_reason::disabled);
  for (auto& x : batch.items()) {
    item_.clear();
    json::append_check(x, hostname_, item_);
    if (log_)
      log_(item_.view());
    check_row_.add(item_.view());
  }
  check_row_.close();
  checks_.drop(drop_reason::abandoned);
}

void serializer_core::send(const event_batch& batch) {
  if (!config_.enable_payloads_events)
    return batch.ledger().drop(drop_reason::disabled);
  if (log_) {
    for (auto& x : batch.items()) {
      item_.clear();
      json::append_event(x, hostname_, item_);
      log_(item_.view());
    }
  }
  events_.send(batch);
}

void serializer_core::on_tick(const tick& now) {
  host_.on_tick(now);
  if (metrics_.idle())
    metrics_.close();
}

void serializer_core::lose(drop_reason why) noexcept {
  metrics_.lose(why);
  checks_.drop(why);
  events_.lose(why);
}

} // namespace troupe
