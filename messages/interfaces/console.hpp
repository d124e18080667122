#pragma once
/// The CONSOLE is the debug service's place in the tree.

#include <caf/typed_actor.hpp>

#include "messages/type_ids.hpp"

namespace troupe {

using console_actor = caf::typed_actor<
    // From the CLOCK: socket file checks and retry.
    caf::reacts_to<tick>>;

} // namespace troupe
