#pragma once
/// `/debug/vars` as the Agent has it: one JSON object with a map per part,
/// filled by a table from the counters that `/telemetry` shows.
///
/// Bounds: the table, and the closed label sets of the counters.
/// Thread rule: pure functions.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

namespace troupe::telemetry_parts {

/// What is not a counter.
struct expvar_facts {
  std::string version;
  int64_t pid = 0;
  int64_t uptime_s = 0;
  int64_t packets_last_second = 0;
  /// "API key ending with 1234": "API Key valid".
  std::vector<std::pair<std::string, std::string>> api_keys;
};

std::string expvar_json(const std::vector<prometheus::MetricFamily>& numbers,
                        const expvar_facts& facts);

/// The sum of the values of a family, over the samples that have all of
/// `labels`; 0 when it does not exist.
double
sum_of(const std::vector<prometheus::MetricFamily>& numbers,
       const std::string& name,
       const std::vector<std::pair<std::string, std::string>>& labels = {});

} // namespace troupe::telemetry_parts
