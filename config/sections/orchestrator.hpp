#pragma once
/// Orchestrator data (Kubernetes objects that checks submit).
///
/// Thread rule: a value; filled once by the loader, then only read.

#include <cstdint>
#include <string>
#include <vector>

#include "config/sections/forwarder.hpp"

namespace troupe {

struct orchestrator_config {
  /// Takes and sends orchestrator data. False drops it, counted.
  /// Key: orchestrator_explorer.enabled
  /// Default: true
  bool enabled = true;

  /// URL that replaces the one made from `site`.
  /// Key: orchestrator_explorer.orchestrator_dd_url
  /// Default: ""
  std::string orchestrator_dd_url;

  /// More destinations: URL to list of keys (JSON in the environment).
  /// Key: orchestrator_explorer.orchestrator_additional_endpoints
  /// Default: {}
  std::vector<endpoint_config> orchestrator_additional_endpoints;

  /// Sends metadata to `/api/v1/orchestrator` instead of `/api/v2/orch`. For
  /// relays that know only the old path.
  /// Key: orchestrator_explorer.use_legacy_endpoint
  /// Default: false
  bool use_legacy_endpoint = false;
};

} // namespace troupe
