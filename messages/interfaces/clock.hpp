#pragma once
/// The CLOCK: one pulse a second for the whole process.

#include <caf/typed_actor.hpp>

#include "messages/type_ids.hpp"

namespace troupe {

using clock_actor = caf::typed_actor<
    // INTERNAL: sends a tick to every subscriber and re-arms itself.
    caf::reacts_to<pulse_atom>>;

} // namespace troupe
