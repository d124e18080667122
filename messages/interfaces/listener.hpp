#pragma once
/// A LISTENER owns one socket and sends what it reads to the shards.

#include <caf/typed_actor.hpp>

#include "messages/type_ids.hpp"

namespace troupe {

using listener_actor = caf::typed_actor<
    // INTERNAL: waits for the socket, reads one batch, sends it on.
    caf::reacts_to<poll_atom>,
    // From the CLOCK: retries a bind, checks that the socket file is there.
    caf::reacts_to<tick>,
    // From the DEBUG service: passes the token on behind all it has read.
    caf::reacts_to<barrier_ptr>,
    // On stop: closes the socket after what the kernel still holds is read.
    caf::reacts_to<drain_command>>;

} // namespace troupe
