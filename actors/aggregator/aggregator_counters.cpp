#include "actors/aggregator/aggregator_counters.hpp"

#include <utility>

namespace troupe {

namespace {

metric_counter& own(metrics& to, const std::string& name,
                    const std::string& help) {
  return to.counter("troupe_aggregator_" + name + "_total", help);
}

metric_counter& total_of(metrics& to, const std::string& name,
                         const std::string& help) {
  return to.counter("aggregator__" + name, help);
}

metric_counter& processed_of(metrics& to, const std::string& shard,
                             const std::string& type) {
  return to.counter("aggregator__processed", "Items taken in, by kind",
                    {{"shard", shard}, {"data_type", type}});
}

metric_counter& timed(metrics& to, const std::string& state) {
  return to.counter("no_aggregation__processed",
                    "Samples with a timestamp of their own",
                    {{"state", state}});
}

metric_counter& check_contexts_of(metrics& to, const std::string& name) {
  return to.counter("check_metrics__" + name, "Contexts of checks, so far");
}

} // namespace

aggregator_counters::aggregator_counters(metrics& to, uint32_t shards)
    : flushes_skipped(
        own(to, "flushes_skipped", "Periods without a flush of their own")),
      flushes_merged(own(to, "flushes_merged",
                         "Commands that became part of another's flush")),
      answers_missing(
          own(to, "answers_missing", "Shards that were not there or too late")),
      windows_late(own(to, "windows_late",
                       "Windows moved to the oldest one not yet sent")),
      rows_evicted(own(to, "rows_evicted",
                       "Rows of windows that no flush took in time")),
      timed_processed(timed(to, "ok")),
      timed_unsupported(timed(to, "unsupported_type")),
      timed_refused(timed(to, "queue_full")),
      timed_flushes(to.counter("no_aggregation__flush",
                               "Times that timed samples were handed on")),
      checks_created(check_contexts_of(to, "created_total")),
      checks_expired(check_contexts_of(to, "expired_total")),
      check_errors(own(to, "check_errors",
                       "Commits of a metric whose samples contradict")),
      check_contexts(
          to.gauge("check_metrics__total", "Contexts of checks, now")),
      metrics_(to),
      flushes_{
          flush_row_of(to, "series_flushed", "series_flush_errors", "series"),
          flush_row_of(to, "sketches_flushed", "sketches_flush_errors",
                       "sketches"),
          flush_row_of(to, "service_check_flushed",
                       "service_check_flush_errors", "service_checks"),
          flush_row_of(to, "events_flushed", "events_flush_errors", "events"),
          flush_row_of(to, "orchestrator_manifests",
                       "orchestrator_metadata_errors", "manifests")},
      intakes_{intake_row_of(to, "checks_metric_sample", "metrics"),
               intake_row_of(to, "checks_histogram_bucket_metric_sample",
                             "histogram_bucket"),
               intake_row_of(to, "service_check", "service_checks"),
               intake_row_of(to, "event", "events")},
      dogstatsd_samples_(
          total_of(to, "dogstatsd_metric_sample", "Samples of DogStatsD")),
      number_of_flush_(total_of(to, "number_of_flush", "Flushes")),
      metadata_(total_of(to, "orchestrator_metadata",
                         "Orchestrator metadata messages")),
      metadata_errors_(total_of(to, "orchestrator_metadata_errors",
                                "Orchestrator data not handed on")) {
  for (uint32_t i = 0; i < shards; ++i)
    shards_.push_back(
        &processed_of(to, std::to_string(i), "dogstatsd_metrics"));
}

aggregator_counters::flush_row
aggregator_counters::flush_row_of(metrics& to, const std::string& total,
                                  const std::string& errors,
                                  const std::string& type) {
  auto state = [&](const std::string& word) -> metric_counter& {
    return to.counter("aggregator__flush", "Items flushed, by outcome",
                      {{"data_type", type}, {"state", word}});
  };
  return {total_of(to, total, "Flushed, of this kind"),
          total_of(to, errors, "Not handed on, of this kind"),
          state("ok"),
          state("error"),
          to.gauge("aggregator__flush_count", "Items of the last flush",
                   {{"data_type", type}}),
          0};
}

aggregator_counters::intake_row
aggregator_counters::intake_row_of(metrics& to, const std::string& total,
                                   const std::string& type) {
  return {total_of(to, total, "Taken in, of this kind"),
          processed_of(to, "", type)};
}

void aggregator_counters::came(intake_kind what, uint64_t n) {
  auto& row = intakes_[static_cast<size_t>(what)];
  row.total.Increment(static_cast<double>(n));
  row.processed.Increment(static_cast<double>(n));
}

void aggregator_counters::came_from_shard(uint32_t shard, uint64_t samples) {
  dogstatsd_samples_.Increment(static_cast<double>(samples));
  if (shard < shards_.size())
    shards_[shard]->Increment(static_cast<double>(samples));
}

void aggregator_counters::flushed(flushed_kind what, uint64_t n, bool ok) {
  auto& row = flushes_[static_cast<size_t>(what)];
  row.now += n;
  row.total.Increment(static_cast<double>(n));
  (ok ? row.state_ok : row.state_error).Increment(static_cast<double>(n));
  if (!ok)
    row.errors.Increment();
}

void aggregator_counters::flush_ends() {
  number_of_flush_.Increment();
  for (auto& row : flushes_)
    row.count.Set(static_cast<double>(std::exchange(row.now, 0)));
}

void aggregator_counters::took(std::string_view what, int64_t ns) {
  metrics_
      .gauge("aggregator__flush_time", "Nanoseconds of the last flush",
             {{"timer", std::string{what}}})
      .Set(static_cast<double>(ns));
}

void aggregator_counters::orchestrator_metadata(bool ok) {
  metadata_.Increment();
  if (!ok)
    metadata_errors_.Increment();
}

} // namespace troupe
