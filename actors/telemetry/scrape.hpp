#pragma once
/// The pages of the telemetry port as a plain class: `/telemetry` and
/// `/debug/vars`, computed when asked.
///
/// Thread rule: one thread; its sources lock themselves. Errors are answers:
/// 404, 405.

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "actors/telemetry/expvar.hpp"
#include "actors/telemetry/probes.hpp"
#include "messages/http/http_request.hpp"
#include "runtime/clock/clock.hpp"
#include "runtime/flow/ledger.hpp"
#include "runtime/observability/health.hpp"
#include "runtime/observability/metrics.hpp"
#include "runtime/supervision/tree.hpp"

namespace troupe::telemetry_parts {

struct scrape_sources {
  metrics& numbers;
  const ledger& rows;
  const supervision_tree& tree;
  health_registry& health;
  const clock_source& clock;
  /// May be empty: nobody watches.
  stuck_actors stuck;
  /// Key texts and states for `forwarder/APIKeyStatus`; may be empty.
  std::function<std::vector<std::pair<std::string, std::string>>()> api_keys;
  std::string version;
};

class scrape {
public:
  /// `prometheus`: whether `/telemetry` is served.
  scrape(scrape_sources sources, bool prometheus);

  http_answer serve(const http_request& request);
  /// Once a second, for what is shown as a rate.
  void tick();

private:
  std::vector<prometheus::MetricFamily> collect() const;
  std::string text() const;
  std::string vars() const;

  scrape_sources sources_;
  bool prometheus_;
  int64_t started_ns_;
  int64_t last_tick_ns_ = 0;
  double last_packets_ = 0;
  int64_t packets_last_second_ = 0;
};

} // namespace troupe::telemetry_parts
