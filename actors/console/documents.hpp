#pragma once
/// The JSON documents of the debug service. Their shapes are a contract with
/// people's scripts: `schema` names the version, changes only add. Rows keep
/// the order in which they come in; numbers are numbers, never text.
///
/// Thread rule: pure functions over snapshots; any thread.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "runtime/base/stage.hpp"
#include "runtime/observability/health.hpp"
#include "runtime/supervision/tree.hpp"

namespace troupe {

struct listener_row {
  /// "udp", "uds" or "uds_stream".
  std::string transport;
  /// "127.0.0.1:8125" or the path of a socket.
  std::string address;
  /// "listening", or "failed" with the reason.
  std::string state;
  std::string reason;
  uint64_t packets = 0;
  uint64_t bytes = 0;
  /// Datagrams that the kernel dropped because nobody read them in time.
  uint64_t kernel_drops = 0;
};

struct endpoint_row {
  std::string url;
  /// "ok", "blocked" (its breaker is open) or "invalid_key".
  std::string state;
  /// The last failure; empty after a success.
  std::string reason;
  /// Masked.
  std::string api_key;
  uint64_t delivered = 0;
  /// Attempts that failed and were repeated.
  uint64_t retried = 0;
  uint64_t dropped = 0;
  uint64_t queued = 0;
  uint64_t queued_bytes = 0;
};

struct status_info {
  std::string version;
  int64_t pid = 0;
  int64_t uptime_s = 0;
  std::string hostname;
  std::vector<listener_row> listeners;
  std::vector<endpoint_row> endpoints;
  /// The page of the local intake; empty when that is off.
  std::string intake_url;
  /// Files and folders that a person may look for; empty ones are left out.
  std::string config_file;
  std::string run_path;
  std::string log_file;
  bool ready = false;
};

/// "`from` sends `message` to `to`", in the direction of the data.
struct topology_edge {
  std::string from;
  std::string to;
  std::string message;
};

/// {schema, version, pid, uptime_s, hostname, listeners:[], endpoints:[],
/// intake_url, ...}
std::string status_document(const status_info& info);

/// {schema, ready, stopping, parts:[{part, state, reason}]}
std::string health_document(const health_registry& health);

/// {schema, nodes:[{id, parent, kind, state, restarts, handled, queue,
/// last_reason, ...}]}. `now_ns` is the steady clock; a node that runs tells
/// its uptime, one inside a handler how long it has been there.
std::string tree_document(const std::vector<tree_node>& nodes, int64_t now_ns);

/// {schema, balance, stages:[{stage, in, out, dropped:{reason:n}, queued,
/// inflight, disk, balance}]}. Each stage's balance comes from its own terms;
/// the document's is their sum of absolute values, so that two errors never
/// cancel out.
std::string ledger_document(const std::vector<stage_snapshot>& stages);

/// The same, read at the passing of a barrier; `passed` are the actors on its
/// way.
std::string barrier_document(const std::map<std::string, stage_snapshot>& rows,
                             const std::vector<stage_snapshot>& order,
                             const std::vector<std::string>& passed);

/// {schema, edges:[{from, to, message}]}
std::string topology_document(const std::vector<topology_edge>& edges);

/// {schema, version}
std::string version_document(const std::string& version);

/// {schema, config:{...}, yaml}: the finalised configuration twice, as an object
/// for scripts and as text for people; both already masked.
std::string config_document(const std::string& json, const std::string& yaml);

/// {schema, flushed, took_ms}
std::string flush_document(int64_t took_ms);

/// {schema, actor, fault}
std::string fault_document(const std::string& actor, const std::string& fault);

} // namespace troupe
