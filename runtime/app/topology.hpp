#pragma once
/// The whole troupe in one place: who is in the tree, under whom, and who
/// sends what to whom.
///
/// ```
/// listener ─ packet_batch ─► dogstatsd[i] ─ window_closed ─► aggregator
///   ─ flush_batch ─► serializer ─ payload ─► forwarder ─ HTTP ─► intakes
///
/// root one_for_one
///  ├ core    one_for_all   clock
///  ├ ops     one_for_one   console, telemetry, intake
///  ├ egress  rest_for_one  forwarder, serializer
///  ├ state   one_for_one   aggregator
///  └ ingest  one_for_one   dogstatsd/N, listener/<transport>
/// ```
///
/// Start order is the reverse of the data path; `stage_host::stop` follows it.

#include <functional>
#include <vector>

#include "actors/console/documents.hpp"
#include "runtime/app/fronts.hpp"
#include "runtime/app/machine.hpp"
#include "runtime/supervision/supervisor.hpp"

namespace troupe {

class debug_backend;

/// Slots for everybody that `home` asks for.
fronts make_fronts(const machine& home);

/// The tree; `backend` is what the console shows, null leaves out the ops
/// subtree (tests have no ports to open).
supervisor_spec make_tree(machine& home, const fronts& where,
                          const supervision_env& env, debug_backend* backend);

/// The picture as data, for `troupe topology`.
std::vector<topology_edge> edges_of(const fronts& where);

/// The ledger's rows in the order of the data path.
std::vector<stage_snapshot> stages_of(const ledger& books);

} // namespace troupe
