#pragma once
/// The runtime's own numbers, as `/telemetry` and `/debug/vars` show them:
/// prometheus-cpp's registry behind two calls. Asking again for the same name
/// and labels yields the same counter, so a restarted actor goes on counting.
///
/// Names: the Agent's where it has one ("dogstatsd__processed"), else
/// `troupe_<actor>_<noun>_<unit>`; counters end in `_total` only when they are
/// ours. Bounds: callers use closed sets of label values, never input.
/// Thread rule: safe on any thread; references live as long as the registry.
/// Keep the reference: a look-up takes a lock. Add once per batch.

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>

namespace troupe {

using metric_counter = prometheus::Counter;
using metric_gauge = prometheus::Gauge;
using metric_labels = std::map<std::string, std::string>;

class metrics {
public:
  metric_counter& counter(const std::string& name, const std::string& help,
                          const metric_labels& labels = {});
  metric_gauge& gauge(const std::string& name, const std::string& help,
                      const metric_labels& labels = {});

  /// Families whose values are read elsewhere (ledger, tree) when scraped;
  /// `source` must outlive this registry's last `collect`.
  void also(std::shared_ptr<prometheus::Collectable> source);

  std::vector<prometheus::MetricFamily> collect() const;

private:
  prometheus::Registry registry_{prometheus::Registry::InsertBehavior::Merge};
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<prometheus::Collectable>> others_;
};

} // namespace troupe
