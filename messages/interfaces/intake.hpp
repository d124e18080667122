#pragma once
/// The local INTAKE serves a Datadog intake on loopback and keeps what comes.

#include <caf/typed_actor.hpp>

#include "messages/type_ids.hpp"

namespace troupe {

using intake_actor = caf::typed_actor<
    // From the HTTP server: a body to store or a query to answer.
    caf::reacts_to<http_request_ptr>,
    // From the CLOCK: bind retry, retention.
    caf::reacts_to<tick>>;

} // namespace troupe
