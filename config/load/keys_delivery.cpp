#include "config/load/key_table.hpp"

namespace troupe::detail {
namespace {

using namespace std::chrono;
using f = forwarder_config;
constexpr auto fwd = &config::forwarder;

void add_endpoint_keys(std::vector<key_def>& out) {
  out.push_back(
      key("api_key", fwd, &f::api_key, key_codec{}, visibility::masked));
  out.push_back(key("site", fwd, &f::site,
                    text_codec{is_site, "a domain like datadoghq.com"}));
  out.push_back(key("dd_url", fwd, &f::dd_url,
                    text_codec{is_http_url_or_empty,
                               "a URL that starts with http:// or https://, "
                               "without user"},
                    visibility::open, {"DD_DD_URL", "DD_URL"}));
  out.push_back(key("additional_endpoints", fwd, &f::additional_endpoints,
                    endpoints_codec{}, visibility::masked));
  out.push_back(key("convert_dd_site_fqdn.enabled", fwd,
                    &f::convert_dd_site_fqdn_enabled, bool_codec{}));
}

void add_connection_keys(std::vector<key_def>& out) {
  out.push_back(key("proxy.http", fwd, &f::proxy_http, proxy_codec{},
                    visibility::masked,
                    {"DD_PROXY_HTTP", "HTTP_PROXY", "http_proxy"}));
  out.push_back(key("proxy.https", fwd, &f::proxy_https, proxy_codec{},
                    visibility::masked,
                    {"DD_PROXY_HTTPS", "HTTPS_PROXY", "https_proxy"}));
  out.push_back(key("proxy.no_proxy", fwd, &f::proxy_no_proxy,
                    words{{is_word, "a host or address"}}, visibility::open,
                    {"DD_PROXY_NO_PROXY", "NO_PROXY", "no_proxy"}));
  out.push_back(key("no_proxy_nonexact_match", fwd, &f::no_proxy_nonexact_match,
                    bool_codec{}));
  out.push_back(key("use_proxy_for_cloud_metadata", fwd,
                    &f::use_proxy_for_cloud_metadata, bool_codec{}));
  out.push_back(
      key("skip_ssl_validation", fwd, &f::skip_ssl_validation, bool_codec{}));
  out.push_back(
      key("min_tls_version", fwd, &f::min_tls_version,
          enum_codec<tls_version>{{{"tlsv1.0", tls_version::tls1_0},
                                   {"tlsv1.1", tls_version::tls1_1},
                                   {"tlsv1.2", tls_version::tls1_2},
                                   {"tlsv1.3", tls_version::tls1_3}}}));
  out.push_back(
      key("allow_arbitrary_tags", fwd, &f::allow_arbitrary_tags, bool_codec{}));
  out.push_back(key("logging_frequency", fwd, &f::logging_frequency,
                    int_codec<int64_t>{1, 1'000'000, "payloads"}));
}

void add_request_keys(std::vector<key_def>& out) {
  out.push_back(key("forwarder_timeout", fwd, &f::forwarder_timeout,
                    int_codec<seconds>{1, 600, "seconds"}));
  out.push_back(key("forwarder_num_workers", fwd, &f::forwarder_num_workers,
                    int_codec<int32_t>{1, 64}));
  out.push_back(key("forwarder_max_concurrent_requests", fwd,
                    &f::forwarder_max_concurrent_requests,
                    int_codec<int32_t>{1, 1000}));
  out.push_back(
      key("forwarder_http_protocol", fwd, &f::forwarder_http_protocol,
          enum_codec<http_protocol>{{{"http1", http_protocol::http1},
                                     {"auto", http_protocol::automatic}}}));
  out.push_back(key("forwarder_connection_reset_interval", fwd,
                    &f::forwarder_connection_reset_interval,
                    int_codec<seconds>{0, 366 * 86'400, "seconds"}));
  out.push_back(key("forwarder_stop_timeout", fwd, &f::forwarder_stop_timeout,
                    int_codec<seconds>{0, 600, "seconds"}));
}

void add_retry_keys(std::vector<key_def>& out) {
  out.push_back(key("forwarder_backoff_factor", fwd,
                    &f::forwarder_backoff_factor, float_codec{2, 100}));
  out.push_back(key("forwarder_backoff_base", fwd, &f::forwarder_backoff_base,
                    float_codec{0.001, 3600}));
  out.push_back(key("forwarder_backoff_max", fwd, &f::forwarder_backoff_max,
                    float_codec{0.001, 86'400}));
  out.push_back(key("forwarder_recovery_interval", fwd,
                    &f::forwarder_recovery_interval,
                    int_codec<int32_t>{1, 1000, "failures"}));
  out.push_back(key("forwarder_recovery_reset", fwd,
                    &f::forwarder_recovery_reset, bool_codec{}));
  out.push_back(key("forwarder_apikey_validation_interval", fwd,
                    &f::forwarder_apikey_validation_interval,
                    int_codec<minutes>{1, 366 * 1440, "minutes"}));
  out.push_back(key("forwarder_retry_queue_payloads_max_size", fwd,
                    &f::forwarder_retry_queue_payloads_max_size,
                    int_codec<int64_t>{0, int64_t{1} << 40, "bytes"}));
}

} // namespace

void add_delivery_keys(std::vector<key_def>& out) {
  add_endpoint_keys(out);
  add_connection_keys(out);
  add_request_keys(out);
  add_retry_keys(out);
}

} // namespace troupe::detail
