#pragma once
/// The FORWARDER owns delivery: queues, retries and breakers per endpoint.

#include <caf/typed_actor.hpp>

#include "messages/type_ids.hpp"

namespace troupe {

using forwarder_actor = caf::typed_actor<
    // INTERNAL: drives the transfers one turn further.
    caf::reacts_to<poll_atom>,
    // From the SERIALIZER: one body for every endpoint that takes its kind.
    caf::reacts_to<payload_ptr>,
    // From the CLOCK: retries that are due, key validation.
    caf::reacts_to<tick>,
    // From the SERIALIZER: completes when first attempts of all before it end.
    caf::reacts_to<flush_end>,
    // From the SERIALIZER: takes the ledger rows; the token ends here.
    caf::reacts_to<barrier_ptr>,
    // On stop: sends what it can until the deadline.
    caf::reacts_to<drain_command>>;

} // namespace troupe
