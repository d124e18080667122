#pragma once
/// A DOGSTATSD shard parses packets and folds them into its open window.

#include <caf/typed_actor.hpp>

#include "messages/type_ids.hpp"

namespace troupe {

using dogstatsd_actor = caf::typed_actor<
    // From a LISTENER: packets to parse.
    caf::reacts_to<packet_batch_ptr>,
    // From the CLOCK: a second has passed; ships windows that are over.
    caf::reacts_to<tick>,
    // INTERNAL: goes on with a window that closes, a slice at a time.
    caf::reacts_to<poll_atom>,
    // From the AGGREGATOR: a flush begins; answered with window_closed.
    caf::reacts_to<close_windows>,
    // From a LISTENER: takes the ledger rows, goes on to the AGGREGATOR.
    caf::reacts_to<barrier_ptr>,
    // On stop: completes when everything before it was parsed.
    caf::reacts_to<drain_command>>;

} // namespace troupe
