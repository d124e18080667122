#pragma once
/// From the configuration's sections to the options of this folder.
///
/// Thread rule: pure functions.

#include <string>

#include "actors/forwarder/delivery.hpp"
#include "actors/forwarder/resolve_endpoints.hpp"
#include "config/sections/forwarder.hpp"
#include "config/sections/orchestrator.hpp"
#include "runtime/io/http_client.hpp"

namespace troupe {

/// `local_intake_url` is empty when there is none.
routing_options routing_from(const forwarder_config& forwarder,
                             const orchestrator_config& orchestrator,
                             const std::string& agent_version,
                             const std::string& local_intake_url);

delivery_options delivery_from(const forwarder_config& forwarder,
                               const std::string& agent_version, uint64_t seed);

http_client_options client_from(const forwarder_config& forwarder);

} // namespace troupe
