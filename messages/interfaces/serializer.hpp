#pragma once
/// The SERIALIZER turns values into payloads within the intake's limits.

#include <caf/typed_actor.hpp>

#include "messages/type_ids.hpp"

namespace troupe {

using serializer_actor = caf::typed_actor<
    // From the AGGREGATOR: a chunk of series and sketches.
    caf::reacts_to<flush_batch_ptr>, caf::reacts_to<service_check_batch_ptr>,
    caf::reacts_to<event_batch_ptr>, caf::reacts_to<orchestrator_metadata>,
    caf::reacts_to<orchestrator_manifests>,
    // From the AGGREGATOR: the flush is complete; goes on to the FORWARDER.
    caf::reacts_to<flush_end>,
    // From the CLOCK: host metadata when it is due.
    caf::reacts_to<tick>,
    // From the AGGREGATOR: takes the ledger rows, goes on.
    caf::reacts_to<barrier_ptr>>;

} // namespace troupe
