#pragma once
/// Rows of the ledger and of the supervision tree as Prometheus families, read
/// at the moment of a scrape.
///
/// Bounds: one sample per ledger term that is not zero, and a fixed number per
/// actor. Thread rule: pure functions over sources that lock themselves.

#include <cstdint>
#include <vector>

#include <prometheus/metric_family.h>

#include "runtime/flow/ledger.hpp"
#include "runtime/supervision/tree.hpp"

namespace troupe::telemetry_parts {

using families = std::vector<prometheus::MetricFamily>;

/// troupe_ledger_units{stage,state,reason} and troupe_ledger_balance_units.
families ledger_families(const ledger& rows);

/// troupe_actor_*{actor}.
families tree_families(const std::vector<tree_node>& nodes, int64_t now_ns);

} // namespace troupe::telemetry_parts
