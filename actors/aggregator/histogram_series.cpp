#include "actors/aggregator/histogram_series.hpp"

#include <algorithm>
#include <array>

#include "messages/metric/serie.hpp"

namespace troupe {

namespace {

constexpr std::array<std::string_view, 6> aggregate_words{
    "max", "min", "sum", "avg", "median", "count"};

} // namespace

histogram_series::histogram_series(const histogram_options& options) {
  for (auto& x : options.aggregates) {
    auto i = std::find(aggregate_words.begin(), aggregate_words.end(), x);
    if (i != aggregate_words.end())
      outputs_.push_back({static_cast<what>(i - aggregate_words.begin()), 0,
                          intern_suffix("." + x)});
  }
  for (auto percent : options.percentiles)
    outputs_.push_back(
        {what::percentile, percent,
         intern_suffix("." + std::to_string(percent) + "percentile")});
  if (options.filter_prefixes) {
    prefixes_ = options.filter;
    return;
  }
  // Only names with one of our suffixes can match here; the others are the
  // business of whoever takes the samples.
  for (auto& name : options.filter)
    if (std::any_of(outputs_.begin(), outputs_.end(),
                    [&](auto& x) { return name.ends_with(*x.suffix); }))
      names_.insert(name);
}

void histogram_series::derive(std::string_view name, histogram& x,
                              double interval_s,
                              std::vector<histogram_value>& out) const {
  out.clear();
  if (x.empty())
    return;
  for (auto& one : outputs_) {
    if (filtered(name, *one.suffix))
      continue;
    auto type = one.kind == what::count ? wire_type::rate : wire_type::gauge;
    out.push_back({one.suffix, type, value_of(one, x, interval_s)});
  }
}

double histogram_series::value_of(const output& which, histogram& x,
                                  double interval_s) {
  switch (which.kind) {
  case what::max:
    return x.max();
  case what::min:
    return x.min();
  case what::sum:
    return x.sum();
  case what::avg:
    return x.avg();
  case what::median:
    return x.median();
  case what::count:
    return static_cast<double>(x.count()) / interval_s;
  case what::percentile:
    break;
  }
  return x.percentile(which.percent);
}

bool histogram_series::filtered(std::string_view name,
                                const std::string& suffix) const {
  if (names_.empty() && prefixes_.empty())
    return false;
  std::string full{name};
  full += suffix;
  if (names_.contains(full))
    return true;
  return std::any_of(prefixes_.begin(), prefixes_.end(),
                     [&](auto& x) { return full.starts_with(x); });
}

} // namespace troupe
