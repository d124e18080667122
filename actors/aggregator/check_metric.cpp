#include "actors/aggregator/check_metric.hpp"

#include <cmath>
#include <cstring>
#include <string>
#include <utility>

namespace troupe {

namespace {

template <class... Fs>
struct visitor : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
visitor(Fs...) -> visitor<Fs...>;

/// Checks run as they like, so their counts are per second.
constexpr double interval_s = 1;

} // namespace

struct check_metric::commit_call {
  int64_t stamp_s;
  std::string_view name;
  const histogram_series& histograms;
  std::vector<check_point>& out;

  void put(wire_type type, int64_t at_s, double value) {
    out.push_back({nullptr, type, at_s, value});
  }
  void put(histogram& values) {
    std::vector<histogram_value> derived;
    histograms.derive(name, values, interval_s, derived);
    for (auto& x : derived)
      out.push_back({x.suffix, x.type, stamp_s, x.value});
    values = {};
  }
};

bool check_metric::accepts(metric_kind kind) noexcept {
  return kind < metric_kind::distribution;
}

check_metric::check_metric(metric_kind kind) : state_(state_of(kind)) {
}

check_metric::state check_metric::state_of(metric_kind kind) {
  switch (kind) {
  case metric_kind::rate:
    return two_last{};
  case metric_kind::count:
    return sum{wire_type::count, {}};
  case metric_kind::monotonic_count:
    return growth{};
  case metric_kind::counter:
    return sum{wire_type::rate, {}};
  case metric_kind::histogram:
    return distribution{};
  case metric_kind::historate:
    return rate_distribution{};
  case metric_kind::set:
    return members{};
  default:
    return last_value{};
  }
}

bool check_metric::stateful() const noexcept {
  return std::holds_alternative<two_last>(state_)
         || std::holds_alternative<growth>(state_)
         || std::holds_alternative<rate_distribution>(state_);
}

void check_metric::add(const check_sample& x, double at_s) {
  std::visit(visitor{
                 [&](last_value& to) { to.value = x.value; },
                 [&](sum& to) { to.value = to.value.value_or(0) + x.value; },
                 [&](two_last& to) {
                   if (to.now)
                     to.before = to.now;
                   to.now = sampled{x.value, at_s};
                 },
                 [&](growth& to) { grow(to, x); },
                 [&](members& to) {
                   char bytes[sizeof(double)];
                   std::memcpy(bytes, &x.value, sizeof(bytes));
                   to.values.insert({bytes, sizeof(bytes)});
                 },
                 [&](distribution& to) { to.values.insert(x.value); },
                 [&](rate_distribution& to) {
                   add_rate(to, {x.value, at_s});
                 },
             },
             state_);
}

void check_metric::grow(growth& to, const check_sample& x) {
  auto before = std::exchange(to.last, x.value);
  if (before && x.value >= *before)
    to.value += x.value - *before;
  else if (x.flush_first_value)
    to.value += x.value;
  to.usable |= before || x.flush_first_value;
}

void check_metric::add_rate(rate_distribution& to, const sampled& now) {
  auto before = std::exchange(to.before, now);
  if (!before)
    return;
  auto rate = (now.value - before->value) / (now.at_s - before->at_s);
  if (std::isfinite(rate))
    to.values.insert(rate);
}

bool check_metric::commit(int64_t stamp_s, std::string_view name,
                          const histogram_series& histograms,
                          std::vector<check_point>& out) {
  out.clear();
  commit_call call{stamp_s, name, histograms, out};
  return std::visit([&](auto& x) { return yield(x, call); }, state_);
}

bool check_metric::yield(last_value& x, commit_call& to) {
  if (auto value = std::exchange(x.value, std::nullopt))
    to.put(wire_type::gauge, to.stamp_s, *value);
  return true;
}

bool check_metric::yield(sum& x, commit_call& to) {
  if (auto value = std::exchange(x.value, std::nullopt))
    to.put(x.type, to.stamp_s, *value / interval_s);
  return true;
}

bool check_metric::yield(two_last& x, commit_call& to) {
  if (!x.before || !x.now)
    return true;
  auto [v0, t0] = *x.before;
  auto [v1, t1] = *x.now;
  if (t0 == t1)
    return false;
  x.before = std::exchange(x.now, std::nullopt);
  auto rate = (v1 - v0) / (t1 - t0);
  if (rate < 0 || !std::isfinite(rate))
    return false;
  to.put(wire_type::gauge, static_cast<int64_t>(t1), rate);
  return true;
}

bool check_metric::yield(growth& x, commit_call& to) {
  if (std::exchange(x.usable, false))
    to.put(wire_type::count, to.stamp_s, std::exchange(x.value, 0));
  return true;
}

bool check_metric::yield(members& x, commit_call& to) {
  if (!x.values.empty())
    to.put(wire_type::gauge, to.stamp_s, static_cast<double>(x.values.size()));
  x.values = {};
  return true;
}

bool check_metric::yield(distribution& x, commit_call& to) {
  to.put(x.values);
  return true;
}

bool check_metric::yield(rate_distribution& x, commit_call& to) {
  x.before.reset();
  to.put(x.values);
  return true;
}

} // namespace troupe
