#pragma once
/// `/live` and `/ready`: answered on the HTTP server's own thread, so that
/// they work while actors are wedged.
///
/// Thread rule: safe on any thread. Errors: none.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "messages/http/http_request.hpp"
#include "runtime/observability/health.hpp"

namespace troupe::telemetry_parts {

/// Ids of the actors that are stuck, as the watchdog sees it.
using stuck_actors = std::function<std::vector<std::string>()>;

/// None when the path is no probe.
std::optional<http_answer> answer_probe(const http_request& request,
                                        const health_registry& health,
                                        const stuck_actors& stuck);

} // namespace troupe::telemetry_parts
