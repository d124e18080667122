#include "actors/dogstatsd/shard.hpp"

#include <cmath>
#include <utility>

#include "proto/dogstatsd/lines.hpp"
#include "proto/dogstatsd/plain_metric.hpp"

namespace troupe {

namespace {

constexpr size_t longest_example = 256;

size_t place_of(dogstatsd_transport x) noexcept {
  return x == dogstatsd_transport::udp ? 0 : 1;
}

window_options window_options_of(const dogstatsd_config& config,
                                 const shard_options& options) {
  window_options result;
  result.shard = options.index;
  result.window_s = options.window_s;
  result.counter_expiry_s = config.dogstatsd_expiry_seconds;
  result.ship_incomplete = config.dogstatsd_flush_incomplete_buckets;
  return result;
}

/// What a sample stands for; a rate of 0 says nothing.
double scale_of(double rate) noexcept {
  return rate == 1 || rate == 0 ? 1 : 1 / rate;
}

} // namespace

shard::shard(const dogstatsd_config& config, const shard_options& options,
             ledger& books, shard_sink& out)
    : config_(config),
      options_(options),
      books_(books),
      out_(out),
      resolver_(config, options.contexts),
      windows_(window_options_of(config, options), resolver_.table(),
               [this](auto x) { out_.send(std::move(x)); }) {
  parsing_.client_origin = config.dogstatsd_origin_detection_client;
  parsing_.timestamps = config.dogstatsd_no_aggregation_pipeline;
  parsing_.max_values = options.max_values;
  for (auto x : config.dogstatsd_eol_required) {
    if (x == dogstatsd_transport::named_pipe)
      continue;
    newline_required_[place_of(x)] = true;
    if (x == dogstatsd_transport::uds)
      newline_required_[static_cast<size_t>(transport::uds_stream)] = true;
  }
}

const batch_counts& shard::take(const packet_batch& batch, int64_t steady_ns) {
  counts_ = {};
  arrival_ns_ = batch.arrival_ns;
  auto now = clock_.advance(batch.arrival_ns, steady_ns);
  windows_.advance(now);
  now_s_ = windows_.age_s(now);
  auto newline = newline_required_[static_cast<size_t>(batch.from)];
  for (auto& x : batch.packets)
    take_packet(batch.bytes(x), newline, x.pid);
  fold_chunk();
  settle(batch);
  send_rest();
  return counts_;
}

void shard::on_time(int64_t wall_ns, int64_t steady_ns) {
  auto now = clock_.advance(wall_ns, steady_ns);
  windows_.advance(now);
  now_s_ = windows_.age_s(now);
  resolver_.expire(
      now_s_, static_cast<uint32_t>(config_.dogstatsd_context_expiry_seconds),
      static_cast<uint32_t>(config_.dogstatsd_expiry_seconds));
}

void shard::close(const close_windows& x) {
  windows_.close(x);
}

void shard::take_packet(std::string_view bytes, bool newline_required,
                        uint32_t pid) {
  dsd::line_reader lines{bytes, newline_required};
  std::string_view line;
  bool any = false;
  while (true) {
    auto& plain = blank_pending();
    if (auto next = parse_plain_metric(lines.rest(), newline_required, plain))
        [[likely]] {
      any = true;
      lines.skip_to(next);
      add_pending();
      continue;
    }
    if (!lines.next(line))
      break;
    any = true;
    auto what = dsd::classify(line);
    if (what == dsd::message_class::metric) [[likely]]
      take_metric(line);
    else if (what == dsd::message_class::event)
      take_event(line, pid);
    else
      take_check(line, pid);
  }
  if (lines.unterminated()) {
    ++counts_.unterminated;
    counts_.drop(drop_reason::unterminated);
  } else if (!any) {
    ++counts_.empty_packets;
  }
}

dsd::metric_line& shard::blank_pending() {
  auto& x = pending_[pending_count_];
  if (std::exchange(x.written, false)) [[unlikely]]
    x.line = {};
  return x.line;
}

void shard::take_metric(std::string_view line) {
  auto& x = pending_[pending_count_];
  x.written = true;
  auto verdict = parse_metric(line, parsing_, x.line, packed_);
  if (!verdict) {
    ++counts_.metric_errors;
    counts_.drop(verdict.why());
    malformed(line, verdict.why());
    return;
  }
  add_pending();
}

void shard::add_pending() {
  auto& x = pending_[pending_count_];
  x.raw = resolver_.raw_key(x.line);
  resolver_.prefetch(x.raw);
  if (++pending_count_ == chunk_size)
    fold_chunk();
}

void shard::take_event(std::string_view text, uint32_t pid) {
  dsd::event_line line;
  auto verdict = parse_event(text, parsing_, line);
  if (verdict) {
    ++counts_.events;
    events_.push_back(resolver_.enrich().make(line, pid));
    return;
  }
  ++counts_.event_errors;
  malformed(text, verdict.why());
}

void shard::take_check(std::string_view text, uint32_t pid) {
  dsd::service_check_line line;
  auto verdict = parse_service_check(text, parsing_, line);
  if (verdict) {
    ++counts_.checks;
    checks_.push_back(resolver_.enrich().make(line, pid));
    return;
  }
  ++counts_.check_errors;
  malformed(text, verdict.why());
}

void shard::malformed(std::string_view line, drop_reason why) {
  if (!counts_.malformed.empty())
    return;
  counts_.malformed = line.substr(0, longest_example);
  counts_.malformed_why = why;
}

void shard::fold_chunk() {
  if (clock_.now_ns() < 0) {
    drop_chunk(drop_reason::time_range);
    return;
  }
  // Two walks, so that one sample's slot is on its way while others are
  // worked on.
  for (size_t i = 0; i < pending_count_; ++i) {
    auto& x = pending_[i];
    x.slot = resolver_.guess(x.raw);
    resolver_.prefetch_slot(x.slot);
  }
  for (size_t i = 0; i < pending_count_; ++i) {
    auto& x = pending_[i];
    if (resolver_.is_live(x.slot) || settle_slot(x)) [[likely]]
      fold(x);
  }
  pending_count_ = 0;
  packed_.clear();
}

void shard::drop_chunk(drop_reason why) {
  for (size_t i = 0; i < pending_count_; ++i) {
    auto& line = pending_[i].line;
    counts_.drop(why, line.value_count + line.values_over);
  }
  pending_count_ = 0;
  packed_.clear();
}

bool shard::settle_slot(pending& x) {
  auto found = resolver_.resolve(x.line, x.raw, now_s_);
  x.slot = found.slot;
  if (found.slot != context_resolver::none)
    return true;
  counts_.drop(found.why, x.line.value_count + x.line.values_over);
  return false;
}

void shard::fold(const pending& x) {
  auto& slot = resolver_[x.slot];
  auto& line = x.line;
  slot.last_seen_s = now_s_;
  ++counts_.by_type[static_cast<size_t>(line.type)];
  if (line.values_over > 0)
    counts_.drop(drop_reason::value_limit, line.values_over);
  if (slot.kind() == column_kind::timed)
    keep_timed(line, slot);
  else
    fold_in(x, slot);
  if (slot.kind() == column_kind::histogram
      && config_.histogram_copy_to_distribution)
    fold_copy(x);
}

void shard::fold_in(const pending& x, context_slot& slot) {
  auto& line = x.line;
  auto rate = line.sample_rate;
  // A row is made by the first good value, never by a bad one.
  auto& window = windows_.open();
  auto touched = [&]() -> open_window& {
    window.touch(slot, x.slot);
    return window;
  };
  switch (slot.kind()) {
  case column_kind::gauge:
    return each_value(line, 1, [&](double value) {
      touched().gauge(slot, value, arrival_ns_);
    });
  case column_kind::counter:
    return each_value(line, scale_of(rate),
                      [&](double value) { touched().counter(slot, value); });
  case column_kind::set:
    ++counts_.folded;
    counts_.set_overflow += !touched().set(slot, line.raw_value);
    return;
  case column_kind::histogram:
    return each_value(
        line, 1, [&](double value) { touched().histogram(slot, value, rate); });
  default:
    return each_value(line, 1, [&](double value) {
      touched().distribution(slot, value, rate);
    });
  }
}

std::span<const double>
shard::values_of(const dsd::metric_line& line) const noexcept {
  auto first =
      line.value_count == 1 ? &line.value : packed_.data() + line.first_value;
  return {first, line.value_count};
}

template <class F>
void shard::each_value(const dsd::metric_line& line, double scale, F&& f) {
  for (auto raw : values_of(line)) {
    auto value = raw * scale;
    if (!std::isfinite(value)) [[unlikely]] {
      counts_.drop(drop_reason::nonfinite);
      continue;
    }
    ++counts_.folded;
    f(value);
  }
}

void shard::fold_copy(const pending& x) {
  auto found = resolver_.copy_of(x.slot, x.line, now_s_);
  if (found.slot == context_resolver::none) {
    counts_.drop(found.why, x.line.value_count);
    return;
  }
  auto& slot = resolver_[found.slot];
  slot.last_seen_s = now_s_;
  auto& window = windows_.open();
  for (auto value : values_of(x.line)) {
    if (!std::isfinite(value))
      continue;
    window.touch(slot, found.slot);
    window.distribution(slot, value, x.line.sample_rate);
    ++counts_.copies;
  }
}

void shard::keep_timed(const dsd::metric_line& line, const context_slot& slot) {
  auto now = clock_.now_ns() / 1'000'000'000;
  if (line.timestamp < now - options_.oldest_s) {
    counts_.drop(drop_reason::too_old, line.value_count);
    return;
  }
  if (line.timestamp > now + options_.newest_s) {
    counts_.drop(drop_reason::too_new, line.value_count);
    return;
  }
  each_value(line, 1, [&](double value) {
    timed_.push_back({slot.context, value, line.timestamp});
    --counts_.folded;
    ++counts_.timed;
  });
}

void shard::settle(const packet_batch& batch) {
  counts_.truncated = resolver_.enrich().take_truncated();
  auto came = counts_.folded + counts_.timed + counts_.refused;
  ticket values{books_.values, came};
  for (size_t i = 0; i < drop_reason_count; ++i)
    if (counts_.dropped[i] > 0)
      values.drop(counts_.dropped[i], static_cast<drop_reason>(i));
  values.leave();
  if (counts_.truncated > 0)
    books_.values.note(counts_.truncated, drop_reason::tags_truncated);
  auto folded = counts_.folded + counts_.copies;
  if (folded > 0)
    windows_.open().count(books_.samples, folded);
  if (counts_.event_errors > 0)
    books_.events.refuse(counts_.event_errors, drop_reason::parse_event);
  if (counts_.check_errors > 0)
    books_.service_checks.refuse(counts_.check_errors,
                                 drop_reason::parse_service_check);
  batch.ledger.drop(counts_.empty_packets, drop_reason::empty);
  batch.ledger.leave();
}

void shard::send_rest() {
  if (!timed_.empty()) {
    ticket samples{books_.samples, timed_.size()};
    out_.send(make_ref<timed_sample_batch>(std::exchange(timed_, {}),
                                           std::move(samples)));
  }
  if (!events_.empty()) {
    ticket books{books_.events, events_.size()};
    out_.send(
        make_ref<event_batch>(std::exchange(events_, {}), std::move(books)));
  }
  if (!checks_.empty()) {
    ticket books{books_.service_checks, checks_.size()};
    out_.send(make_ref<service_check_batch>(std::exchange(checks_, {}),
                                            std::move(books)));
  }
}

} // namespace troupe
