#include "config/load/key_table.hpp"

namespace troupe::detail {
namespace {

constexpr auto dsd = &config::dogstatsd;
using d = dogstatsd_config;
constexpr int64_t year_s = 366 * 86'400;

words list_of(std::string_view what) {
  return {{is_word, what}};
}

void add_listener_keys(std::vector<key_def>& out) {
  out.push_back(key("use_dogstatsd", dsd, &d::use_dogstatsd, bool_codec{}));
  out.push_back(
      key("dogstatsd_port", dsd, &d::dogstatsd_port, port_or_random_codec{}));
  out.push_back(key("bind_host", dsd, &d::bind_host,
                    text_codec{is_bind_host, "a host name or address"}));
  out.push_back(key("dogstatsd_non_local_traffic", dsd,
                    &d::dogstatsd_non_local_traffic, bool_codec{}));
  text_codec socket{is_socket_path_or_empty,
                    "empty, or an absolute path of at most 107 bytes"};
  out.push_back(key("dogstatsd_socket", dsd, &d::dogstatsd_socket, socket));
  out.push_back(
      key("dogstatsd_stream_socket", dsd, &d::dogstatsd_stream_socket, socket));
  out.push_back(key("dogstatsd_buffer_size", dsd, &d::dogstatsd_buffer_size,
                    int_codec<int64_t>{512, 1 << 20, "bytes"}));
  out.push_back(key("dogstatsd_so_rcvbuf", dsd, &d::dogstatsd_so_rcvbuf,
                    int_codec<int64_t>{0, 1 << 30, "bytes"}));
  out.push_back(key("dogstatsd_packet_buffer_size", dsd,
                    &d::dogstatsd_packet_buffer_size,
                    int_codec<int64_t>{1, 4096, "datagrams"}));
  out.push_back(key("dogstatsd_queue_size", dsd, &d::dogstatsd_queue_size,
                    int_codec<int64_t>{1, 65'536, "batches"}));
  out.push_back(key("dogstatsd_stream_log_too_big", dsd,
                    &d::dogstatsd_stream_log_too_big, bool_codec{}));
  out.push_back(
      key("statsd_forward_host", dsd, &d::statsd_forward_host,
          text_codec{is_host_name_or_empty, "empty, or a host name"}));
  out.push_back(key("statsd_forward_port", dsd, &d::statsd_forward_port,
                    int_codec<int32_t>{0, 65'535}));
  enum_codec<dogstatsd_transport> transport{
      {{"udp", dogstatsd_transport::udp},
       {"uds", dogstatsd_transport::uds},
       {"named_pipe", dogstatsd_transport::named_pipe}}};
  out.push_back(
      key("dogstatsd_eol_required", dsd, &d::dogstatsd_eol_required,
          list_codec<dogstatsd_transport, enum_codec<dogstatsd_transport>>{
              transport}));
}

void add_shard_keys(std::vector<key_def>& out) {
  out.push_back(key("dogstatsd_pipeline_count", dsd,
                    &d::dogstatsd_pipeline_count, int_codec<int32_t>{1, 64}));
  int_codec<int64_t> seconds{0, year_s, "seconds"};
  out.push_back(key("dogstatsd_expiry_seconds", dsd,
                    &d::dogstatsd_expiry_seconds, seconds));
  out.push_back(key("dogstatsd_context_expiry_seconds", dsd,
                    &d::dogstatsd_context_expiry_seconds, seconds));
  out.push_back(key("dogstatsd_flush_incomplete_buckets", dsd,
                    &d::dogstatsd_flush_incomplete_buckets, bool_codec{}));
  out.push_back(
      key("dogstatsd_tags", dsd, &d::dogstatsd_tags, list_of("a tag")));
  out.push_back(key("dogstatsd_origin_detection", dsd,
                    &d::dogstatsd_origin_detection, bool_codec{}));
  out.push_back(key("dogstatsd_origin_detection_client", dsd,
                    &d::dogstatsd_origin_detection_client, bool_codec{}));
  out.push_back(key("dogstatsd_disable_verbose_logs", dsd,
                    &d::dogstatsd_disable_verbose_logs, bool_codec{}));
  out.push_back(key("dogstatsd_no_aggregation_pipeline", dsd,
                    &d::dogstatsd_no_aggregation_pipeline, bool_codec{}));
  out.push_back(key("dogstatsd_no_aggregation_pipeline_batch_size", dsd,
                    &d::dogstatsd_no_aggregation_pipeline_batch_size,
                    int_codec<int64_t>{1, 100'000, "samples"}));
  out.push_back(key("dogstatsd_mapper_profiles", dsd,
                    &d::dogstatsd_mapper_profiles, mapper_codec{}));
  out.push_back(key("dogstatsd_mapper_cache_size", dsd,
                    &d::dogstatsd_mapper_cache_size,
                    int_codec<int64_t>{0, 1'000'000, "names"}));
}

void add_name_keys(std::vector<key_def>& out) {
  out.push_back(key("statsd_metric_namespace", dsd, &d::statsd_metric_namespace,
                    text_codec{}));
  out.push_back(key("statsd_metric_namespace_blacklist", dsd,
                    &d::statsd_metric_namespace_blacklist,
                    list_of("a start of a name")));
  out.push_back(key("metric_filterlist", dsd, &d::metric_filterlist,
                    list_of("a metric name")));
  out.push_back(key("metric_filterlist_match_prefix", dsd,
                    &d::metric_filterlist_match_prefix, bool_codec{}));
  out.push_back(key("statsd_metric_blocklist", dsd, &d::statsd_metric_blocklist,
                    list_of("a metric name")));
  out.push_back(key("statsd_metric_blocklist_match_prefix", dsd,
                    &d::statsd_metric_blocklist_match_prefix, bool_codec{}));
  out.push_back(key("metric_tag_filterlist", dsd, &d::metric_tag_filterlist,
                    tag_filter_codec{}));
  out.push_back(
      key("histogram_aggregates", dsd, &d::histogram_aggregates,
          words{{is_aggregate, "max, min, sum, avg, median or count"}}));
  out.push_back(key("histogram_percentiles", dsd, &d::histogram_percentiles,
                    list_codec<int32_t, percent_codec>{}));
  out.push_back(key("histogram_copy_to_distribution", dsd,
                    &d::histogram_copy_to_distribution, bool_codec{}));
  out.push_back(key("histogram_copy_to_distribution_prefix", dsd,
                    &d::histogram_copy_to_distribution_prefix, text_codec{}));
}

} // namespace

void add_dogstatsd_keys(std::vector<key_def>& out) {
  add_listener_keys(out);
  add_shard_keys(out);
  add_name_keys(out);
}

} // namespace troupe::detail
