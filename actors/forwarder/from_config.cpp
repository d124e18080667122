#include "actors/forwarder/from_config.hpp"

#include <chrono>

namespace troupe {

namespace {

template <class Duration>
int64_t to_ns(Duration x) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(x).count();
}

std::string name_of(tls_version x) {
  constexpr const char* names[] = {"tlsv1.0", "tlsv1.1", "tlsv1.2", "tlsv1.3"};
  return names[static_cast<size_t>(x)];
}

} // namespace

routing_options routing_from(const forwarder_config& forwarder,
                             const orchestrator_config& orchestrator,
                             const std::string& agent_version,
                             const std::string& local_intake_url) {
  routing_options result;
  result.api_key = forwarder.api_key;
  result.site = forwarder.site;
  result.dd_url = forwarder.dd_url;
  result.additional_endpoints = forwarder.additional_endpoints;
  result.convert_dd_site_fqdn = forwarder.convert_dd_site_fqdn_enabled;
  result.agent_version = agent_version;
  result.orchestrator_dd_url = orchestrator.orchestrator_dd_url;
  result.orchestrator_additional_endpoints =
      orchestrator.orchestrator_additional_endpoints;
  result.local_intake_url = local_intake_url;
  return result;
}

delivery_options delivery_from(const forwarder_config& forwarder,
                               const std::string& agent_version,
                               uint64_t seed) {
  delivery_options result;
  auto& lane = result.lane;
  lane.max_bytes =
      static_cast<size_t>(forwarder.forwarder_retry_queue_payloads_max_size);
  lane.max_in_flight =
      static_cast<size_t>(forwarder.forwarder_num_workers)
      * static_cast<size_t>(forwarder.forwarder_max_concurrent_requests);
  lane.backoff = {
      forwarder.forwarder_backoff_base, forwarder.forwarder_backoff_factor,
      forwarder.forwarder_backoff_max, forwarder.forwarder_recovery_interval,
      forwarder.forwarder_recovery_reset};
  lane.logging_frequency = forwarder.logging_frequency;
  lane.seed = seed;
  result.who = {agent_version, forwarder.allow_arbitrary_tags};
  result.validation_interval_ns =
      to_ns(forwarder.forwarder_apikey_validation_interval);
  result.stop_timeout_ns = to_ns(forwarder.forwarder_stop_timeout);
  return result;
}

http_client_options client_from(const forwarder_config& forwarder) {
  http_client_options result;
  result.timeout_ms =
      std::chrono::milliseconds{forwarder.forwarder_timeout}.count();
  result.http2 = forwarder.forwarder_http_protocol == http_protocol::automatic;
  result.skip_ssl_validation = forwarder.skip_ssl_validation;
  result.min_tls_version = name_of(forwarder.min_tls_version);
  result.proxy = {forwarder.proxy_http.reveal(), forwarder.proxy_https.reveal(),
                  forwarder.proxy_no_proxy, forwarder.no_proxy_nonexact_match};
  result.connection_reset_s =
      forwarder.forwarder_connection_reset_interval.count();
  return result;
}

} // namespace troupe
