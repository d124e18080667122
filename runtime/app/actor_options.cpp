#include "runtime/app/actor_options.hpp"

#include <algorithm>
#include <map>

#include "runtime/app/agent_version.hpp"
#include "runtime/app/cli/version.hpp"
#include "runtime/observability/log.hpp"
#include "runtime/supervision/watchdog.hpp"

namespace troupe {

namespace {

check_sampler_options check_options_of(const aggregator_config& x) {
  check_sampler_options result;
  result.idle_commits =
      static_cast<uint64_t>(x.check_sampler_bucket_commits_count_expiry);
  result.expire = x.check_sampler_expire_metrics;
  result.stateful_s = static_cast<double>(
      x.check_sampler_stateful_metric_expiration_time.count());
  return result;
}

histogram_options histogram_options_of(const dogstatsd_config& x) {
  histogram_options result;
  result.aggregates = x.histogram_aggregates;
  result.percentiles.assign(x.histogram_percentiles.begin(),
                            x.histogram_percentiles.end());
  result.filter = x.metric_filterlist.empty() ? x.statsd_metric_blocklist
                                              : x.metric_filterlist;
  result.filter_prefixes = x.metric_filterlist.empty()
                               ? x.statsd_metric_blocklist_match_prefix
                               : x.metric_filterlist_match_prefix;
  return result;
}

own_series_options own_options_of(const machine& home) {
  own_series_options result;
  result.version = agent_version;
  auto too_large = [&home](const stage& row) {
    auto dropped = row.snapshot().dropped;
    return dropped[static_cast<size_t>(drop_reason::too_large)];
  };
  result.payloads_dropped = [&home, too_large] {
    return static_cast<double>(too_large(home.books.points)
                               + too_large(home.books.events)
                               + too_large(home.books.service_checks)
                               + too_large(home.books.orchestrator));
  };
  return result;
}

/// As the watchdog's alarm: five seconds inside one handler.
constexpr auto stuck_ns = watchdog_rules{}.alarm_ns;

std::vector<std::string> stuck_actors_of(const machine& home) {
  std::vector<std::string> result;
  auto now = home.clock.steady_ns();
  for (const auto& x : busy_actors(home.tree))
    if (now - x.since_ns > stuck_ns)
      result.push_back(x.id);
  return result;
}

std::vector<std::pair<std::string, std::string>>
key_states_of(const machine& home) {
  moment now{home.clock.steady_ns(), home.clock.wall_ns()};
  // Endpoints share keys, and not each has heard of its key yet.
  std::map<std::string, key_state> known;
  for (const auto& x : home.work->status(now)) {
    auto& state = known[x.masked_key];
    state = std::max(state, x.key);
  }
  std::vector<std::pair<std::string, std::string>> result;
  for (const auto& [key, state] : known)
    result.emplace_back(key, to_string(state));
  return result;
}

} // namespace

aggregator_options aggregator_options_of(const machine& home) {
  const auto& x = home.settings;
  aggregator_options result;
  result.writing.series = x.serializer.enable_payloads_series;
  result.writing.sketches = x.serializer.enable_payloads_sketches;
  result.events = x.serializer.enable_payloads_events;
  result.service_checks = x.serializer.enable_payloads_service_checks;
  result.orchestrator = x.orchestrator.enabled;
  result.checks = check_options_of(x.aggregator);
  result.histogram = histogram_options_of(x.dogstatsd);
  result.timed.batch_size = static_cast<size_t>(
      x.dogstatsd.dogstatsd_no_aggregation_pipeline_batch_size);
  result.own = own_options_of(home);
  if (x.serializer.log_payloads)
    result.log = [](const std::string& text) {
      log_info("aggregator: {}", text);
    };
  return result;
}

serializer_options serializer_options_of(const machine& home) {
  const auto& x = home.settings;
  serializer_options result;
  result.config = x.serializer;
  result.orchestrator = x.orchestrator;
  result.hostname = home.hostname;
  result.agent_version = agent_version;
  result.host_tags = x.host.host_tags;
  if (x.serializer.log_payloads)
    result.log = [](std::string_view text) {
      log_info("serializer: {}", text);
    };
  return result;
}

shard_options shard_options_of(const machine& home, uint32_t index) {
  auto shards = std::max(1, home.settings.dogstatsd.dogstatsd_pipeline_count);
  shard_options result;
  result.index = index;
  result.contexts.seed = home.seed;
  result.contexts.max_contexts =
      static_cast<size_t>(home.settings.aggregator.max_contexts / shards);
  return result;
}

telemetry_options telemetry_options_of(const machine& home) {
  telemetry_options result;
  result.config = home.settings.telemetry;
  result.version = std::string{troupe_version()};
  result.stuck = [&home] { return stuck_actors_of(home); };
  result.api_keys = [&home] { return key_states_of(home); };
  return result;
}

listener_options listener_options_of(const machine& home) {
  const auto& x = home.settings.dogstatsd;
  listener_options result;
  result.forward_host = x.statsd_forward_host;
  result.forward_port = static_cast<uint16_t>(x.statsd_forward_port);
  result.drive = home.own_threads ? listener_drive::own_thread
                                  : listener_drive::by_message;
  return result;
}

} // namespace troupe
