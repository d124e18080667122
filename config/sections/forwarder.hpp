#pragma once
/// Where payloads go and how often: endpoints and keys, proxy and TLS, retry.
///
/// Thread rule: a value; filled once by the loader, then only read. Keys are
/// `secret` and cannot be printed.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "runtime/base/secret.hpp"

namespace troupe {

/// One more destination; every payload goes there once per key.
struct endpoint_config {
  std::string url;
  std::vector<secret> keys;
};

enum class http_protocol : uint8_t {
  /// HTTP/1.1 with keep-alive.
  http1 = 0,
  /// HTTP/2 where TLS negotiates it.
  automatic = 1,
};

enum class tls_version : uint8_t {
  tls1_0 = 0,
  tls1_1 = 1,
  tls1_2 = 2,
  tls1_3 = 3,
};

struct forwarder_config {
  /// The key of the account that gets the data; white space around it goes.
  /// Empty: nothing is sent out and the local intake starts. Everyone with an
  /// account sets it (or DD_API_KEY).
  /// Default: ""
  secret api_key;

  /// The account's region: datadoghq.com, datadoghq.eu, us3.datadoghq.com ...
  /// Default: datadoghq.com
  std::string site = "datadoghq.com";

  /// URL that replaces the one made from `site`; for relays and tests.
  /// `http://` or `https://`, without user name. Also read from DD_URL.
  /// Default: ""
  std::string dd_url;

  /// More destinations: URL to list of keys (JSON in the environment). Each
  /// fails alone.
  /// Default: {}
  std::vector<endpoint_config> additional_endpoints;

  /// Ends the host names of known sites with a dot, which saves look-ups in
  /// search domains.
  /// Key: convert_dd_site_fqdn.enabled
  /// Default: true
  bool convert_dd_site_fqdn_enabled = true;

  /// Proxy for http URLs, as a URL. Empty: direct. Also DD_PROXY_HTTP, else
  /// HTTP_PROXY. It may hold a password, so it prints masked.
  /// Key: proxy.http
  /// Default: ""
  secret proxy_http;

  /// Proxy for https URLs. Also DD_PROXY_HTTPS, else HTTPS_PROXY.
  /// Key: proxy.https
  /// Default: ""
  secret proxy_https;

  /// Hosts that are reached without proxy. Also DD_PROXY_NO_PROXY (spaces
  /// between), else NO_PROXY (commas between).
  /// Key: proxy.no_proxy
  /// Default: []
  std::vector<std::string> proxy_no_proxy;

  /// `proxy.no_proxy` covers subdomains and address blocks too.
  /// Default: false
  bool no_proxy_nonexact_match = false;

  /// Lets the cloud metadata addresses 169.254.169.254 and 100.100.100.200 go
  /// through the proxy; false adds them to `proxy.no_proxy` whenever a proxy
  /// is set.
  /// Default: false
  bool use_proxy_for_cloud_metadata = false;

  /// Accepts any certificate. Whoever is in between can read the key; only
  /// for tests.
  /// Default: false
  bool skip_ssl_validation = false;

  /// Lowest TLS version: tlsv1.0, tlsv1.1, tlsv1.2 or tlsv1.3.
  /// Default: tlsv1.2
  tls_version min_tls_version = tls_version::tls1_2;

  /// Asks the intake to take tag values with any character.
  /// Default: false
  bool allow_arbitrary_tags = false;

  /// Every n-th payload that arrived is logged at info; the first ones too.
  /// Accepted: 1 to 1000000.
  /// Default: 500
  int64_t logging_frequency = 500;

  /// Seconds that one request may take. Accepted: 1 to 600.
  /// Default: 20
  std::chrono::seconds forwarder_timeout{20};

  /// Multiplies `forwarder_max_concurrent_requests`, as the Agent's workers
  /// do. Accepted: 1 to 64.
  /// Default: 1
  int32_t forwarder_num_workers = 1;

  /// Requests in flight per destination and worker. Accepted: 1 to 1000.
  /// Default: 10
  int32_t forwarder_max_concurrent_requests = 10;

  /// `http1`: HTTP/1.1. `auto`: HTTP/2 where the intake offers it. The Agent's
  /// default is `auto`.
  /// Default: http1
  http_protocol forwarder_http_protocol = http_protocol::http1;

  /// Seconds after which a connection is not used again; 0: no limit. For
  /// load balancers that move.
  /// Default: 0
  std::chrono::seconds forwarder_connection_reset_interval{0};

  /// Seconds for what is still queued when the runtime stops.
  /// Default: 2
  std::chrono::seconds forwarder_stop_timeout{2};

  /// The wait after n failures is drawn from [d / factor, d] with
  /// d = base * 2^n, at most max. Accepted: 2 and up.
  /// Default: 2
  double forwarder_backoff_factor = 2;

  /// Seconds; above 0.
  /// Default: 2
  double forwarder_backoff_base = 2;

  /// Seconds; above 0. Lower it to notice a healed intake sooner.
  /// Default: 64
  double forwarder_backoff_max = 64;

  /// Failures that one success takes back. Accepted: 1 and up.
  /// Default: 2
  int32_t forwarder_recovery_interval = 2;

  /// One success takes all failures back.
  /// Default: false
  bool forwarder_recovery_reset = false;

  /// Minutes between two checks of the keys. Accepted: 1 and up.
  /// Default: 60
  std::chrono::minutes forwarder_apikey_validation_interval{60};

  /// Bytes that wait in memory per destination. At the bound the lowest
  /// priority goes first, then the oldest; counted. Raise it to survive a
  /// longer outage. 0 keeps nothing.
  /// Default: 15728640
  int64_t forwarder_retry_queue_payloads_max_size = 15'728'640;
};

} // namespace troupe
