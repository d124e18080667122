#include "actors/dogstatsd/shard_meter.hpp"

#include <string>

namespace troupe {

namespace {

constexpr const char* type_words[metric_types] = {
    "gauge", "count", "histogram", "timing", "distribution", "set"};

constexpr const char* kind_words[column_kinds] = {
    "Gauge", "Counter", "Set", "Histogram", "Distribution", "Timed"};

metric_counter& processed(metrics& registry, const char* type,
                          const char* state) {
  return registry.counter("dogstatsd__processed",
                          "Messages of clients, by type and outcome",
                          {{"message_type", type}, {"state", state}});
}

std::array<metric_counter*, metric_types> count_types(metrics& registry) {
  std::array<metric_counter*, metric_types> result;
  for (size_t i = 0; i < metric_types; ++i)
    result[i] = &registry.counter("dogstatsd__metric_type_count",
                                  "Metric messages by type",
                                  {{"metric_type", type_words[i]}});
  return result;
}

std::array<metric_gauge*, column_kinds> count_kinds(metrics& registry,
                                                    const std::string& shard) {
  std::array<metric_gauge*, column_kinds> result;
  for (size_t i = 0; i < column_kinds; ++i)
    result[i] = &registry.gauge(
        "aggregator__dogstatsd_contexts_by_mtype", "Contexts by metric type",
        {{"shard", shard}, {"metric_type", kind_words[i]}});
  return result;
}

void add(metric_counter& to, uint64_t n) {
  if (n > 0)
    to.Increment(static_cast<double>(n));
}

struct namer {
  metrics& registry;
  metric_labels shard;

  metric_counter& total(const char* name, const char* help) {
    return registry.counter(name, help, shard);
  }
  metric_gauge& level(const char* name, const char* help) {
    return registry.gauge(name, help, shard);
  }
};

namer named(metrics& registry, uint32_t shard) {
  return {registry, {{"shard", std::to_string(shard)}}};
}

} // namespace

shard_meter::shard_meter(metrics& x, uint32_t shard)
    : metrics_ok_(processed(x, "metrics", "ok")),
      metrics_error_(processed(x, "metrics", "error")),
      events_ok_(processed(x, "events", "ok")),
      events_error_(processed(x, "events", "error")),
      checks_ok_(processed(x, "service_checks", "ok")),
      checks_error_(processed(x, "service_checks", "error")),
      by_type_(count_types(x)),
      filtered_(x.counter("dogstatsd__listener_filtered_points",
                          "Points that a filter list refused")),
      unterminated_(x.counter("dogstatsd__unterminated_metric_errors",
                              "Last lines without a required newline")),
      samples_(x.counter("aggregator__processed", "Samples folded into windows",
                         {{"shard", std::to_string(shard)},
                          {"data_type", "dogstatsd_metrics"}})),
      truncated_(named(x, shard).total("troupe_dogstatsd_tags_truncated_total",
                                       "Messages whose tags were cut")),
      set_overflow_(named(x, shard).total("troupe_dogstatsd_set_overflow_total",
                                          "Values of sets that were full")),
      contexts_(named(x, shard).level("aggregator__dogstatsd_contexts",
                                      "Contexts that are known")),
      contexts_by_kind_(count_kinds(x, std::to_string(shard))),
      context_bytes_(named(x, shard).level("troupe_dogstatsd_contexts_bytes",
                                           "Memory of contexts and tables")),
      windows_(named(x, shard).level("aggregator__dogstatsd_time_buckets",
                                     "Windows that hold samples")),
      raw_forms_(
          named(x, shard).level("troupe_dogstatsd_raw_forms_count",
                                "Forms of contexts found by their bytes")),
      misses_{&named(x, shard).total("troupe_dogstatsd_context_misses_total",
                                     "Samples that took the long way")},
      expired_{&named(x, shard).total("troupe_dogstatsd_contexts_expired_total",
                                      "Contexts that got no more samples")},
      resets_{
          &named(x, shard).total("troupe_dogstatsd_cache_resets_total",
                                 "Times that all raw forms were forgotten")},
      clock_steps_{&named(x, shard).total("troupe_dogstatsd_clock_steps_total",
                                          "Jumps of the wall clock followed")} {
}

void shard_meter::add(const batch_counts& x) {
  uint64_t messages = 0;
  for (size_t i = 0; i < metric_types; ++i) {
    messages += x.by_type[i];
    troupe::add(*by_type_[i], x.by_type[i]);
  }
  troupe::add(metrics_ok_, messages);
  troupe::add(metrics_error_, x.metric_errors);
  troupe::add(events_ok_, x.events);
  troupe::add(events_error_, x.event_errors);
  troupe::add(checks_ok_, x.checks);
  troupe::add(checks_error_, x.check_errors);
  troupe::add(filtered_, x.dropped_for(drop_reason::filtered));
  troupe::add(unterminated_, x.unterminated);
  troupe::add(samples_, x.folded + x.copies);
  troupe::add(truncated_, x.truncated);
  troupe::add(set_overflow_, x.set_overflow);
}

void shard_meter::set_sizes(const shard& x) {
  auto& table = x.contexts().table();
  auto& cache = x.contexts().cache();
  contexts_.Set(static_cast<double>(table.live()));
  for (size_t i = 0; i < column_kinds; ++i)
    contexts_by_kind_[i]->Set(
        static_cast<double>(table.live(static_cast<column_kind>(i))));
  context_bytes_.Set(
      static_cast<double>(table.footprint() + cache.footprint()));
  windows_.Set(static_cast<double>(x.windows()));
  raw_forms_.Set(static_cast<double>(cache.size()));
  misses_.to(x.contexts().misses());
  expired_.to(x.contexts().expired());
  resets_.to(cache.resets());
  clock_steps_.to(x.clock_steps());
}

} // namespace troupe
