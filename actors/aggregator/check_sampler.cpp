#include "actors/aggregator/check_sampler.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "actors/aggregator/context_maker.hpp"

namespace troupe {

namespace {

/// The end of year 9999: later times make no sense and may not fit.
constexpr double last_second = 253402300799;

/// Seconds of one context that may be open at a time.
constexpr size_t max_open_seconds = 600;

/// Bounds of one context that are told apart.
constexpr size_t max_buckets = 1024;

bool is_time(double x) {
  return x >= 0 && x <= last_second;
}

context_traits traits_of(metric_kind kind, bool no_index) {
  context_traits result;
  result.kind = kind;
  result.source = metric_source::check;
  result.no_index = no_index;
  return result;
}

template <class T>
void move_to(std::vector<T>& from, std::vector<T>& to) {
  if (to.empty())
    to.swap(from);
  to.insert(to.end(), std::make_move_iterator(from.begin()),
            std::make_move_iterator(from.end()));
  from.clear();
}

} // namespace

check_sampler::check_sampler(const check_sampler_options& options,
                             const histogram_series& histograms,
                             check_counts& counts)
    : options_(options), histograms_(histograms), counts_(counts) {
}

void check_sampler::add(const check_batch& batch, double now_s) {
  auto units = std::move(batch.ledger);
  for (auto& x : batch.samples)
    add(x, now_s, units);
  for (auto& x : batch.buckets)
    add(x, now_s, units);
  open_.absorb(std::move(units));
  if (batch.commit)
    commit(is_time(batch.commit_time_s) && batch.commit_time_s > 0
               ? batch.commit_time_s
               : now_s);
}

void check_sampler::add(const check_sample& x, double now_s, ticket& units) {
  auto at_s = x.timestamp == 0 ? now_s : x.timestamp;
  auto distribution = x.kind == metric_kind::distribution;
  if (!std::isfinite(x.value)) {
    units.drop(1, drop_reason::nonfinite);
    return;
  }
  if (!is_time(at_s)) {
    units.drop(1, drop_reason::time_range);
    return;
  }
  if (!distribution && !check_metric::accepts(x.kind)) {
    units.drop(1, drop_reason::unsupported_type);
    return;
  }
  auto to = find(x.name, x.host, x.tags, traits_of(x.kind, x.no_index));
  if (to == nullptr) {
    units.drop(1, drop_reason::context_limit);
    return;
  }
  ++counts_.samples;
  if (distribution)
    sketch_at(*to, static_cast<int64_t>(at_s)).insert(x.value);
  else
    to->metric->add(x, at_s);
}

void check_sampler::add(const histogram_bucket& x, double now_s,
                        ticket& units) {
  auto at_s = x.timestamp == 0 ? now_s : x.timestamp;
  if (!std::isfinite(x.lower) || std::isnan(x.upper)) {
    units.drop(1, drop_reason::nonfinite);
    return;
  }
  if (x.count <= 0 || x.upper < x.lower) {
    units.drop(1, drop_reason::parse_value);
    return;
  }
  if (!is_time(at_s)) {
    units.drop(1, drop_reason::time_range);
    return;
  }
  auto to =
      find(x.name, x.host, x.tags, traits_of(metric_kind::distribution, false));
  if (to == nullptr) {
    units.drop(1, drop_reason::context_limit);
    return;
  }
  ++counts_.buckets;
  auto count = x.monotonic ? grown(*to, x) : x.count;
  if (!count || *count <= 0)
    return;
  // What is above the last bound is at least that large.
  auto upper = std::isinf(x.upper) ? x.lower : x.upper;
  sketch_at(*to, static_cast<int64_t>(at_s))
      .insert_interpolated(x.lower, upper, static_cast<uint64_t>(*count));
}

check_sampler::entry* check_sampler::find(std::string_view name,
                                          std::string_view host,
                                          const std::vector<std::string>& tags,
                                          const context_traits& traits) {
  auto parts = make_parts(name, host, tags, traits);
  auto key = key_of(parts);
  auto i = entries_.find(key);
  if (i == entries_.end()) {
    if (entries_.size() >= options_.max_contexts)
      return nullptr;
    entry one;
    one.context = make_context(parts, key);
    if (check_metric::accepts(traits.kind))
      one.metric.emplace(traits.kind);
    i = entries_.emplace(key, std::move(one)).first;
    ++counts_.contexts_created;
  }
  i->second.used = commit_;
  i->second.deadline_s = 0;
  return &i->second;
}

std::optional<int64_t> check_sampler::grown(entry& to,
                                            const histogram_bucket& x) {
  auto& known = to.buckets;
  auto i = std::find_if(known.begin(), known.end(), [&](auto& y) {
    return !x.multiple_buckets || (y.lower == x.lower && y.upper == x.upper);
  });
  if (i != known.end())
    return x.count - std::exchange(i->count, x.count);
  if (known.size() < max_buckets)
    known.push_back({x.lower, x.upper, x.count});
  if (x.flush_first_value)
    return x.count;
  return std::nullopt;
}

sketch& check_sampler::sketch_at(entry& to, int64_t second) {
  auto& all = to.sketches;
  // The newest are last, and a sample is most often of the newest second.
  auto i = std::find_if(all.rbegin(), all.rend(),
                        [&](auto& x) { return x.timestamp == second; });
  if (i != all.rend())
    return i->value;
  if (all.size() >= max_open_seconds)
    return all.back().value;
  all.push_back({second, {}});
  return all.back().value;
}

void check_sampler::commit(double at_s) {
  auto stamp_s = static_cast<int64_t>(at_s);
  // Nobody has flushed for long: what is new goes, not what waits.
  if (waiting_.series.size() + waiting_.sketches.size() >= options_.max_waiting)
    open_.drop(drop_reason::queue_full);
  for (auto i = entries_.begin(); i != entries_.end();) {
    commit_metric(i->second, stamp_s);
    commit_sketches(i->second, stamp_s);
    if (expired(i->second, at_s)) {
      ++counts_.contexts_expired;
      entries_.erase(i++);
    } else {
      ++i;
    }
  }
  ++commit_;
  waiting_.samples.absorb(std::move(open_));
}

void check_sampler::finish(double at_s) {
  for (auto& [key, x] : entries_)
    commit_sketches(x, std::numeric_limits<int64_t>::max());
  commit(at_s);
}

void check_sampler::take(content& out) {
  move_to(waiting_.series, out.series);
  move_to(waiting_.sketches, out.sketches);
  out.samples.absorb(std::move(waiting_.samples));
}

void check_sampler::commit_metric(entry& x, int64_t stamp_s) {
  if (!x.metric)
    return;
  if (!x.metric->commit(stamp_s, x.context->name(), histograms_, points_))
    ++counts_.errors;
  for (auto& from : points_) {
    if (waiting_.series.size() >= options_.max_waiting)
      return;
    uint32_t interval = from.type == wire_type::rate ? 1 : 0;
    waiting_.series.push_back({x.context,
                               from.suffix,
                               from.type,
                               interval,
                               {{from.timestamp, from.value}}});
  }
}

void check_sampler::commit_sketches(entry& x, int64_t before_s) {
  auto open =
      std::stable_partition(x.sketches.begin(), x.sketches.end(),
                            [&](auto& y) { return y.timestamp < before_s; });
  if (open == x.sketches.begin())
    return;
  sketch_serie closed{x.context, {}};
  closed.points.assign(std::make_move_iterator(x.sketches.begin()),
                       std::make_move_iterator(open));
  x.sketches.erase(x.sketches.begin(), open);
  if (waiting_.sketches.size() < options_.max_waiting)
    waiting_.sketches.push_back(std::move(closed));
}

bool check_sampler::expired(entry& x, double at_s) const {
  if (!options_.expire || !x.sketches.empty()
      || commit_ < x.used + options_.idle_commits)
    return false;
  if (!x.metric || !x.metric->stateful())
    return true;
  if (x.deadline_s == 0)
    x.deadline_s = at_s + options_.stateful_s;
  return x.deadline_s < at_s;
}

} // namespace troupe
