#include "actors/aggregator/own_series.hpp"

#include <utility>

#include "actors/aggregator/context_maker.hpp"

namespace troupe {

namespace {

context_ptr own_context(const std::string& name,
                        const std::vector<std::string>& tags,
                        metric_kind kind = metric_kind::gauge,
                        bool no_index = false) {
  context_traits traits;
  traits.kind = kind;
  traits.source = metric_source::internal;
  traits.no_index = no_index;
  return make_context(make_parts(name, {}, tags, traits));
}

serie one_point(context_ptr context, wire_type type, int64_t now_s,
                double value) {
  serie result;
  result.context = std::move(context);
  result.type = type;
  result.points.push_back({now_s, value});
  return result;
}

} // namespace

own_series::own_series(const own_series_options& options) {
  auto prefix = "datadog." + options.agent + ".";
  auto with_version = options.tags;
  with_version.push_back("version:" + options.version);
  add(prefix + "running", with_version, [] { return 1.0; });
  add("n_o_i_n_d_e_x." + prefix + "payload.dropped", options.tags,
      options.payloads_dropped, true);
  auto limiter = prefix + "aggregator.dogstatsd_context_limiter.";
  add(limiter + "current", options.tags, options.contexts);
  add(limiter + "limit", options.tags, options.context_limit);
  for (auto& x : options.recurrent)
    add(x.name, x.tags, x.value);
  if (options.announce_start)
    started_ =
        own_context(prefix + "started", with_version, metric_kind::count);
}

void own_series::add(const std::string& name,
                     const std::vector<std::string>& tags,
                     const std::function<double()>& value, bool no_index) {
  if (value)
    sources_.push_back(
        {own_context(name, tags, metric_kind::gauge, no_index), value});
}

std::vector<serie> own_series::write(int64_t now_s) {
  std::vector<serie> result;
  for (auto& x : sources_)
    result.push_back(one_point(x.context, wire_type::gauge, now_s, x.value()));
  if (auto context = std::exchange(started_, nullptr))
    result.push_back(one_point(std::move(context), wire_type::count, now_s, 1));
  return result;
}

} // namespace troupe
