#pragma once
/// The AGGREGATOR owns time: it merges the shards' windows and flushes.

#include <caf/typed_actor.hpp>

#include "messages/type_ids.hpp"

namespace troupe {

using aggregator_actor = caf::typed_actor<
    // From a DOGSTATSD shard: closed windows, or the answer to close_windows.
    caf::reacts_to<window_closed_ptr>,
    // From a DOGSTATSD shard: samples with timestamps, passed on at once.
    caf::reacts_to<timed_sample_batch_ptr>,
    // From shards and checks: kept until the flush.
    caf::reacts_to<event_batch_ptr>, caf::reacts_to<service_check_batch_ptr>,
    // From checks: samples and buckets of one run.
    caf::reacts_to<check_batch_ptr>,
    // From checks: metadata goes on at once, manifests at the flush.
    caf::reacts_to<orchestrator_metadata>,
    caf::reacts_to<orchestrator_manifests>,
    // From the CLOCK: starts a flush when the period is over.
    caf::reacts_to<tick>,
    // From people and the shutdown: flush now.
    caf::reacts_to<flush_command>,
    // INTERNAL: a chunk is gone, so the flush may go on.
    caf::reacts_to<poll_atom>,
    // From a DOGSTATSD shard: takes the ledger rows, goes on.
    caf::reacts_to<barrier_ptr>>;

} // namespace troupe
