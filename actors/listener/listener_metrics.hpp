#pragma once
/// What a listener counts, under the Agent's names where it has one. The
/// references are looked up once.
///
/// Thread rule: one thread adds; anybody reads.

#include <cstdint>
#include <string>

#include "runtime/io/socket/packet_source.hpp"
#include "runtime/observability/metrics.hpp"

namespace troupe {

struct listener_metrics {
  listener_metrics(metrics& registry, transport kind);

  /// Datagrams or frames that were read; calls that failed.
  metric_counter& packets_ok;
  metric_counter& packets_error;
  metric_counter& packet_bytes;
  /// UNIX sockets: packets without the credentials that were asked for.
  metric_counter& origin_errors;
  /// UNIX stream: clients that are connected.
  metric_gauge& connections;
  /// Batches that are under way, taken and returned.
  metric_gauge& pool;
  metric_counter& pool_get;
  metric_counter& pool_put;
  /// Batches that went because they were full, or because the socket was
  /// empty.
  metric_counter& flush_full;
  metric_counter& flush_timer;
  /// Datagrams that the kernel dropped before we could read them.
  metric_counter& kernel_dropped;
  /// Times that no batch was free, so that reading stopped.
  metric_counter& pool_dry;
  /// The longest time of the last second by which a read came too late.
  metric_gauge& stall_seconds;
  /// Socket files that vanished and were made anew.
  metric_counter& rebinds;
  /// Clients closed or refused because there were too many.
  metric_counter& refused_clients;
  /// Packets that went on to `statsd_forward_host`.
  metric_counter& forwarded;

  void add(const read_report& x);

  /// Packets and bytes that were read since the start; any thread.
  uint64_t packets() const;
  uint64_t bytes() const;
};

} // namespace troupe
