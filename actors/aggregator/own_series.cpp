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
  std::vector<std::string> version{"version:" + options.version};
  sources_.push_back({own_context(prefix + "running", version),
                      wire_type::gauge, [] { return 1.0; }});
  if (options.payloads_dropped)
    sources_.push_back(
        {own_context("n_o_i_n_d_e_x." + prefix + "payload.dropped", {},
                     metric_kind::gauge, true),
         wire_type::gauge, options.payloads_dropped});
  for (auto& x : options.recurrent)
    sources_.push_back(
        {own_context(x.name, x.tags), wire_type::gauge, x.value});
  if (options.announce_start)
    started_ = own_context(prefix + "started", version, metric_kind::count);
}

std::vector<serie> own_series::write(int64_t now_s) {
  std::vector<serie> result;
  for (auto& x : sources_)
    result.push_back(one_point(x.context, x.type, now_s, x.value()));
  if (auto context = std::exchange(started_, nullptr))
    result.push_back(one_point(std::move(context), wire_type::count, now_s, 1));
  return result;
}

} // namespace troupe
