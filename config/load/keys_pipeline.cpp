#include "config/load/key_table.hpp"

namespace troupe::detail {
namespace {

using namespace std::chrono;
using a = aggregator_config;
using s = serializer_config;
using o = orchestrator_config;
constexpr auto agg = &config::aggregator;
constexpr auto ser = &config::serializer;
constexpr auto orch = &config::orchestrator;

void add_aggregator_keys(std::vector<key_def>& out) {
  out.push_back(key("aggregator_stop_timeout", agg, &a::aggregator_stop_timeout,
                    int_codec<seconds>{0, 600, "seconds"}));
  out.push_back(key("troupe.aggregator.max_contexts", agg, &a::max_contexts,
                    int_codec<int64_t>{1, 100'000'000, "contexts"}));
  out.push_back(key("check_sampler_bucket_commits_count_expiry", agg,
                    &a::check_sampler_bucket_commits_count_expiry,
                    int_codec<int64_t>{1, 1000, "commits"}));
  out.push_back(key("check_sampler_expire_metrics", agg,
                    &a::check_sampler_expire_metrics, bool_codec{}));
  out.push_back(key("check_sampler_stateful_metric_expiration_time", agg,
                    &a::check_sampler_stateful_metric_expiration_time,
                    duration_codec{seconds{0}, hours{24 * 366}}));
}

void add_limit_keys(std::vector<key_def>& out) {
  int_codec<int64_t> packed{1024, 10 << 20, "bytes"};
  int_codec<int64_t> plain{1024, 64 << 20, "bytes"};
  out.push_back(key("serializer_max_payload_size", ser,
                    &s::serializer_max_payload_size, packed));
  out.push_back(key("serializer_max_uncompressed_payload_size", ser,
                    &s::serializer_max_uncompressed_payload_size, plain));
  out.push_back(key("serializer_max_series_payload_size", ser,
                    &s::serializer_max_series_payload_size, packed));
  out.push_back(key("serializer_max_series_uncompressed_payload_size", ser,
                    &s::serializer_max_series_uncompressed_payload_size,
                    plain));
  out.push_back(key("serializer_max_series_points_per_payload", ser,
                    &s::serializer_max_series_points_per_payload,
                    int_codec<int64_t>{1, 1'000'000, "points"}));
}

void add_serializer_keys(std::vector<key_def>& out) {
  out.push_back(key("enable_payloads.events", ser, &s::enable_payloads_events,
                    bool_codec{}));
  out.push_back(key("enable_payloads.series", ser, &s::enable_payloads_series,
                    bool_codec{}));
  out.push_back(key("enable_payloads.service_checks", ser,
                    &s::enable_payloads_service_checks, bool_codec{}));
  out.push_back(key("enable_payloads.sketches", ser,
                    &s::enable_payloads_sketches, bool_codec{}));
  out.push_back(key("enable_payloads.json_to_v1_intake", ser,
                    &s::enable_payloads_json_to_v1_intake, bool_codec{}));
  out.push_back(key("enable_metadata_collection", ser,
                    &s::enable_metadata_collection, bool_codec{}));
  out.push_back(
      key("use_v2_api.series", ser, &s::use_v2_api_series, bool_codec{}));
  out.push_back(key("log_payloads", ser, &s::log_payloads, bool_codec{}));
  out.push_back(
      key("serializer_compressor_kind", ser, &s::serializer_compressor_kind,
          enum_codec<compressor_kind>{{{"zstd", compressor_kind::zstd},
                                       {"zlib", compressor_kind::zlib},
                                       {"gzip", compressor_kind::gzip},
                                       {"none", compressor_kind::none}}}));
  out.push_back(key("serializer_zstd_compressor_level", ser,
                    &s::serializer_zstd_compressor_level,
                    int_codec<int32_t>{1, 22}));
  add_limit_keys(out);
}

void add_orchestrator_keys(std::vector<key_def>& out) {
  out.push_back(
      key("orchestrator_explorer.enabled", orch, &o::enabled, bool_codec{}));
  out.push_back(key("orchestrator_explorer.orchestrator_dd_url", orch,
                    &o::orchestrator_dd_url,
                    text_codec{is_http_url_or_empty,
                               "a URL that starts with http:// or https://, "
                               "without user"}));
  out.push_back(key("orchestrator_explorer.orchestrator_additional_endpoints",
                    orch, &o::orchestrator_additional_endpoints,
                    endpoints_codec{}, visibility::masked));
  out.push_back(key("orchestrator_explorer.use_legacy_endpoint", orch,
                    &o::use_legacy_endpoint, bool_codec{}));
}

} // namespace

void add_pipeline_keys(std::vector<key_def>& out) {
  add_aggregator_keys(out);
  add_serializer_keys(out);
  add_orchestrator_keys(out);
}

} // namespace troupe::detail
