#include "actors/listener/listener_metrics.hpp"

namespace troupe {

namespace {

metric_labels labels_of(transport kind, metric_labels more = {}) {
  if (kind == transport::udp)
    return more;
  auto stream = kind == transport::uds_stream;
  more["listener_id"] = stream ? "uds-stream" : "uds-datagram";
  more["transport"] = stream ? "unix" : "unixgram";
  return more;
}

std::string family(transport kind, const char* suffix) {
  return std::string{kind == transport::udp ? "dogstatsd__udp"
                                            : "dogstatsd__uds"}
         + suffix;
}

metric_labels listener_label(transport kind) {
  return {{"listener", std::string{to_string(kind)}}};
}

} // namespace

listener_metrics::listener_metrics(metrics& registry, transport kind)
    : packets_ok(registry.counter(family(kind, "_packets"),
                                  "Packets read from the socket",
                                  labels_of(kind, {{"state", "ok"}}))),
      packets_error(registry.counter(family(kind, "_packets"),
                                     "Packets read from the socket",
                                     labels_of(kind, {{"state", "error"}}))),
      packet_bytes(registry.counter(family(kind, "_packets_bytes"),
                                    "Bytes read from the socket",
                                    labels_of(kind, {{"state", "ok"}}))),
      origin_errors(registry.counter("dogstatsd__uds_origin_detection_error",
                                     "Packets whose sender is not known",
                                     labels_of(kind))),
      connections(registry.gauge("dogstatsd__uds_connections",
                                 "Clients of the UNIX stream socket",
                                 labels_of(kind))),
      pool(registry.gauge("dogstatsd__packet_pool", "Packet batches in use",
                          listener_label(kind))),
      pool_get(registry.counter("dogstatsd__packet_pool_get",
                                "Packet batches taken from the pool",
                                listener_label(kind))),
      pool_put(registry.counter("dogstatsd__packet_pool_put",
                                "Packet batches returned to the pool",
                                listener_label(kind))),
      flush_full(registry.counter("dogstatsd__packets_buffer_flush_full",
                                  "Batches sent on because they were full",
                                  listener_label(kind))),
      flush_timer(registry.counter("dogstatsd__packets_buffer_flush_timer",
                                   "Batches sent on before they were full",
                                   listener_label(kind))),
      kernel_dropped(
          registry.counter("troupe_listener_kernel_dropped_packets_total",
                           "Packets that the kernel dropped at the socket",
                           listener_label(kind))),
      pool_dry(registry.counter("troupe_listener_pool_dry_total",
                                "Times that reading stopped for want of a "
                                "free batch",
                                listener_label(kind))),
      stall_seconds(registry.gauge(
          "troupe_listener_stall_seconds",
          "Longest time of the last second by which a read came too late",
          listener_label(kind))),
      rebinds(registry.counter("troupe_listener_rebinds_total",
                               "Socket files that vanished and were made anew",
                               listener_label(kind))),
      refused_clients(registry.counter(
          "troupe_listener_refused_clients_total",
          "Clients closed or refused because there were too many",
          listener_label(kind))),
      forwarded(registry.counter("troupe_listener_forwarded_packets_total",
                                 "Packets sent on to statsd_forward_host",
                                 listener_label(kind))) {
}

void listener_metrics::add(const read_report& x) {
  if (x.packets > 0) {
    packets_ok.Increment(static_cast<double>(x.packets));
    packet_bytes.Increment(static_cast<double>(x.bytes));
  }
  auto bad = x.errors + x.truncated + x.too_big + x.partial;
  if (bad > 0)
    packets_error.Increment(static_cast<double>(bad));
  if (x.anonymous > 0)
    origin_errors.Increment(static_cast<double>(x.anonymous));
}

uint64_t listener_metrics::packets() const {
  return static_cast<uint64_t>(packets_ok.Value());
}

uint64_t listener_metrics::bytes() const {
  return static_cast<uint64_t>(packet_bytes.Value());
}

} // namespace troupe
