#pragma once
/// TELEMETRY answers scrapes about the runtime itself.

#include <caf/typed_actor.hpp>

#include "messages/type_ids.hpp"

namespace troupe {

using telemetry_actor = caf::typed_actor<
    // From the HTTP server: /telemetry, /debug/vars, /live, /ready.
    caf::reacts_to<http_request_ptr>,
    // From the CLOCK: bind retry, rates.
    caf::reacts_to<tick>>;

} // namespace troupe
