#pragma once
/// From configuration to the list of destinations: site or dd_url, dual
/// shipping, the orchestrator's own host, Observability Pipelines, the local
/// intake.
///
/// Rules: the host `app` of a Datadog site becomes
/// `<major>-<minor>-<patch>-app.agent`; any other URL is taken as it is. The
/// same URL and key named twice is one endpoint.
///
/// Thread rule: a pure function.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/forwarder/endpoint.hpp"
#include "config/sections/forwarder.hpp"

namespace troupe {

struct routing_options {
  /// Empty: no endpoint is made from `site` or `dd_url`.
  secret api_key;
  std::string site = "datadoghq.com";
  /// Replaces the URL made from `site` when set.
  std::string dd_url;
  std::vector<endpoint_config> additional_endpoints;
  /// Ends hosts made from a known site with the root's dot.
  bool convert_dd_site_fqdn = true;
  std::string agent_version = "0.1.0";
  /// Takes series and sketches instead of the main endpoint; empty: off.
  std::string pipelines_url;
  /// Replaces "https://orchestrator.<site>" when set.
  std::string orchestrator_dd_url;
  std::vector<endpoint_config> orchestrator_additional_endpoints;
  /// "http://127.0.0.1:<port>"; empty: there is none.
  std::string local_intake_url;
};

/// What the local intake and tests get as a key; never checked.
inline constexpr std::string_view placeholder_key =
    "00000000000000000000000000000000";

std::vector<endpoint> resolve_endpoints(const routing_options& options);

/// "us3.datadoghq.com" of "https://app.us3.datadoghq.com/x"; nothing when the
/// host is not Datadog's.
std::optional<std::string> datadog_site_of(std::string_view url);

} // namespace troupe
