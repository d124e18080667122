#pragma once
/// What clients send to and how it is read: the listeners and the DogStatsD
/// parser. Keys keep the Agent's names; units are in each line.
///
/// Thread rule: a value; filled once by the loader, then only read.

#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

/// Transports whose last line must end with a newline.
enum class dogstatsd_transport : uint8_t { udp = 0, uds = 1, named_pipe = 2 };

/// How many of an origin's tags join a metric.
enum class tag_cardinality : uint8_t {
  none = 0,
  low = 1,
  orchestrator = 2,
  high = 3,
};

enum class match_type : uint8_t { wildcard = 0, regex = 1 };

struct mapping_tag {
  std::string key;
  /// `$1` or `${1}` insert what the pattern captured.
  std::string value;
};

/// One rule of a mapper profile.
struct mapping_rule {
  std::string match;
  match_type type = match_type::wildcard;
  std::string name;
  std::vector<mapping_tag> tags;
};

/// Rules that are tried for names that start with `prefix` (`*`: all).
struct mapper_profile {
  std::string name;
  std::string prefix;
  std::vector<mapping_rule> mappings;
};

enum class tag_filter_action : uint8_t { exclude = 0, include = 1 };

/// Which tag keys a metric loses (exclude) or may keep (include).
struct metric_tag_filter {
  std::string metric_name;
  tag_filter_action action = tag_filter_action::exclude;
  std::vector<std::string> tags;
};

struct dogstatsd_config {
  /// Value of `dogstatsd_port` for `__random__`.
  static constexpr int32_t random_port = -1;

  /// Serves DogStatsD. False opens none of the three sockets. For hosts whose
  /// metrics come from elsewhere.
  /// Default: true
  bool use_dogstatsd = true;

  /// UDP port. 0 switches UDP off, `__random__` takes a free port (status
  /// names it). Change it when another statsd server holds 8125.
  /// Default: 8125
  int32_t dogstatsd_port = 8125;

  /// Address that UDP binds to, unless `dogstatsd_non_local_traffic` is set.
  /// Change it to listen on one interface only.
  /// Default: localhost
  std::string bind_host = "localhost";

  /// Binds UDP on every interface: whoever reaches the host can send. For
  /// containers; keep it off elsewhere.
  /// Default: false
  bool dogstatsd_non_local_traffic = false;

  /// UNIX datagram socket. Empty switches it off. The default is taken only
  /// where its folder exists or can be made, else the socket is off with one
  /// warning; a path that you set is always tried. Change it when clients
  /// expect another path.
  /// Default: /var/run/datadog/dsd.socket
  std::string dogstatsd_socket = "/var/run/datadog/dsd.socket";

  /// UNIX stream socket: frames of a little-endian uint32 length and a
  /// payload. Empty switches it off. For senders that want no loss.
  /// Default: ""
  std::string dogstatsd_stream_socket;

  /// Bytes of one datagram or frame. A longer datagram is cut and counted, a
  /// longer frame closes its connection. Accepted: 512 to 1048576. Raise it
  /// for clients that pack more.
  /// Default: 8192
  int64_t dogstatsd_buffer_size = 8192;

  /// Bytes of the kernel's receive buffer of the sockets; 0 keeps the kernel's
  /// default. The kernel caps it at net.core.rmem_max. Raise it when kernel
  /// drops are counted.
  /// Default: 0
  int64_t dogstatsd_so_rcvbuf = 0;

  /// Datagrams of `dogstatsd_buffer_size` that one batch has room for; shorter
  /// ones are packed, so it holds more. Accepted: 1 to 4096. Lower it to save
  /// memory on quiet hosts.
  /// Default: 32
  int64_t dogstatsd_packet_buffer_size = 32;

  /// Batches of one listener that may wait for the shards, within 4 MiB in
  /// all; then it stops reading. Accepted: 1 to 65536.
  /// Default: 1024
  int64_t dogstatsd_queue_size = 1024;

  /// Logs the start of a stream frame that was too big. For finding the
  /// client that sends it.
  /// Default: false
  bool dogstatsd_stream_log_too_big = false;

  /// Host and port that get a copy of every packet by UDP, unchanged. For
  /// moving from one server to another. Empty or 0: nobody.
  /// Default: ""
  std::string statsd_forward_host;

  /// See `statsd_forward_host`. Accepted: 0 to 65535.
  /// Default: 0
  int32_t statsd_forward_port = 0;

  /// Transports (`udp`, `uds`, `named_pipe`) on which a last line without a
  /// newline is dropped and counted. For senders that may be cut mid-line.
  /// Default: []
  std::vector<dogstatsd_transport> dogstatsd_eol_required;

  /// Shards that parse and aggregate side by side. Accepted: 1 to 64. One
  /// shard handles some million samples a second; more cost memory.
  /// Default: 1
  int32_t dogstatsd_pipeline_count = 1;

  /// Seconds a counter that got no more samples is still sent as 0. 0 stops
  /// with the last sample.
  /// Default: 300
  int64_t dogstatsd_expiry_seconds = 300;

  /// Seconds a context is kept after its last sample (counters: plus
  /// `dogstatsd_expiry_seconds`). Lower it to hold less memory with
  /// short-lived tags.
  /// Default: 20
  int64_t dogstatsd_context_expiry_seconds = 20;

  /// Sends the window that is still open when the runtime stops; its values
  /// then cover less than 10 s. For short-lived jobs.
  /// Default: false
  bool dogstatsd_flush_incomplete_buckets = false;

  /// Tags added to every metric, event and service check of DogStatsD.
  /// Default: []
  std::vector<std::string> dogstatsd_tags;

  /// Keeps the sender's process id with what comes over UNIX sockets, for
  /// tagging by origin.
  /// Default: false
  bool dogstatsd_origin_detection = false;

  /// Honours the origin fields `c:`, `e:` and `card:` that clients send.
  /// Default: false
  bool dogstatsd_origin_detection_client = false;

  /// Logs a message that cannot be parsed at debug instead of error. For
  /// hosts with senders that nobody can fix.
  /// Default: false
  bool dogstatsd_disable_verbose_logs = false;

  /// Sends counts and gauges with a timestamp (`T`) on without aggregating
  /// them. False ignores the timestamp and aggregates.
  /// Default: true
  bool dogstatsd_no_aggregation_pipeline = true;

  /// Timestamped samples that are sent together. Accepted: 1 to 100000.
  /// Default: 2048
  int64_t dogstatsd_no_aggregation_pipeline_batch_size = 2048;

  /// Rules that turn parts of a metric name into tags. The environment
  /// variable holds the same list as JSON. Each profile needs a name and a prefix;
  /// a `wildcard` match takes letters, digits, `-`, `_`, `.` and `*`.
  /// Default: []
  std::vector<mapper_profile> dogstatsd_mapper_profiles;

  /// Names whose mapping is remembered. 0 switches the mapper off.
  /// Default: 1000
  int64_t dogstatsd_mapper_cache_size = 1000;

  /// Put in front of every metric name, with a dot between. Empty: nothing.
  /// Default: ""
  std::string statsd_metric_namespace;

  /// Names that start with one of these keep their name without namespace.
  /// Default: [datadog.agent, datadog.dogstatsd, datadog.process, datadog.trace_agent, datadog.tracer, activemq, activemq_58, airflow, cassandra, confluent, hazelcast, hive, ignite, jboss, jvm, kafka, presto, sidekiq, solr, tomcat, runtime]
  std::vector<std::string> statsd_metric_namespace_blacklist = {
      "datadog.agent",
      "datadog.dogstatsd",
      "datadog.process",
      "datadog.trace_agent",
      "datadog.tracer",
      "activemq",
      "activemq_58",
      "airflow",
      "cassandra",
      "confluent",
      "hazelcast",
      "hive",
      "ignite",
      "jboss",
      "jvm",
      "kafka",
      "presto",
      "sidekiq",
      "solr",
      "tomcat",
      "runtime",
  };

  /// Metric names (after the namespace) that are dropped and counted. When it
  /// is empty, `statsd_metric_blocklist` takes its place.
  /// Default: []
  std::vector<std::string> metric_filterlist;

  /// `metric_filterlist` holds prefixes instead of names.
  /// Default: false
  bool metric_filterlist_match_prefix = false;

  /// The older name of `metric_filterlist`; read only when that one is empty.
  /// Default: []
  std::vector<std::string> statsd_metric_blocklist;

  /// `statsd_metric_blocklist` holds prefixes instead of names.
  /// Default: false
  bool statsd_metric_blocklist_match_prefix = false;

  /// Per metric name: tag keys to remove (`action: exclude`) or the only ones
  /// to keep (`action: include`). For tags that cost more than they tell.
  /// Default: []
  std::vector<metric_tag_filter> metric_tag_filterlist;

  /// What is sent of a histogram: `max`, `min`, `sum`, `avg`, `median`,
  /// `count`.
  /// Default: [max, median, avg, count]
  std::vector<std::string> histogram_aggregates = {"max", "median", "avg",
                                                   "count"};

  /// Percentiles of a histogram, as fractions from 0 to 1: 0.95 is sent as
  /// `.95percentile`. The finalised values are whole percents.
  /// Default: ["0.95"]
  std::vector<int32_t> histogram_percentiles = {95};

  /// Sends each histogram sample as a distribution too.
  /// Default: false
  bool histogram_copy_to_distribution = false;

  /// Put in front of the copy's name. Empty: both have one name.
  /// Default: ""
  std::string histogram_copy_to_distribution_prefix;
};

} // namespace troupe
