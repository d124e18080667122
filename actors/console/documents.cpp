#include "actors/console/documents.hpp"

#include <cstdlib>

#include "actors/console/document_writer.hpp"

namespace troupe {

namespace {

constexpr int64_t ns_per_ms = 1'000'000;

uint64_t at(const stage_snapshot& x, drop_reason why) {
  return x.dropped[static_cast<size_t>(why)];
}

int64_t at(const stage_snapshot& x, rest where) {
  return x.resting[static_cast<size_t>(where)];
}

void write_stage(document_writer& out, const stage_snapshot& x) {
  out.text("stage", x.name);
  out.number("in", x.in);
  out.number("out", x.out);
  out.object("dropped", [&] {
    for (size_t i = 0; i < drop_reason_count; ++i) {
      auto why = static_cast<drop_reason>(i);
      if (at(x, why) > 0)
        out.number(to_string(why), at(x, why));
    }
  });
  out.number("queued", at(x, rest::queued));
  out.number("inflight", at(x, rest::inflight));
  out.number("disk", at(x, rest::disk));
  out.number("balance", x.balance());
}

void write_stages(document_writer& out,
                  const std::vector<stage_snapshot>& stages) {
  int64_t off = 0;
  for (const auto& x : stages)
    off += std::abs(x.balance());
  out.number("balance", off);
  out.rows("stages", stages,
           [&](const stage_snapshot& x) { write_stage(out, x); });
}

void write_node(document_writer& out, const tree_node& x, int64_t now_ns) {
  const auto& stats = *x.stats;
  out.text("id", x.id);
  out.text("parent", x.parent);
  out.text("kind", x.kind);
  out.text("state", to_string(x.state));
  out.number("restarts", x.restarts);
  out.number("handled", stats.handled.load());
  out.number("queue", stats.queue());
  out.text("last_reason", x.last_reason);
  out.number("refused", stats.refused.load());
  out.number("unhandled", stats.unhandled.load());
  out.number("abandoned", stats.abandoned.load());
  out.number("busy_total_ms", stats.busy_ns.load() / ns_per_ms);
  auto since = stats.busy_since_ns.load();
  out.number("busy_ms", since > 0 ? (now_ns - since) / ns_per_ms : int64_t{0});
  auto runs = x.state == child_state::running;
  out.number("up_ms", runs ? (now_ns - x.started_ns) / ns_per_ms : int64_t{0});
}

void write_listener(document_writer& out, const listener_row& x) {
  out.text("transport", x.transport);
  out.text("address", x.address);
  out.text("state", x.state);
  out.text("reason", x.reason);
  out.number("packets", x.packets);
  out.number("bytes", x.bytes);
  out.number("kernel_drops", x.kernel_drops);
}

void write_endpoint(document_writer& out, const endpoint_row& x) {
  out.text("url", x.url);
  out.text("state", x.state);
  out.text("reason", x.reason);
  out.text("api_key", x.api_key);
  out.number("delivered", x.delivered);
  out.number("retried", x.retried);
  out.number("dropped", x.dropped);
  out.number("queued", x.queued);
  out.number("queued_bytes", x.queued_bytes);
}

} // namespace

std::string status_document(const status_info& info) {
  document_writer out{"status"};
  out.text("version", info.version);
  out.number("pid", info.pid);
  out.number("uptime_s", info.uptime_s);
  out.text("hostname", info.hostname);
  out.flag("ready", info.ready);
  out.rows("listeners", info.listeners,
           [&](const listener_row& x) { write_listener(out, x); });
  out.rows("endpoints", info.endpoints,
           [&](const endpoint_row& x) { write_endpoint(out, x); });
  out.text("intake_url", info.intake_url);
  out.text("config_file", info.config_file);
  out.text("run_path", info.run_path);
  out.text("log_file", info.log_file);
  return out.finish();
}

std::string health_document(const health_registry& health) {
  document_writer out{"health"};
  out.flag("ready", health.ready());
  out.flag("stopping", health.stopping());
  out.rows("parts", health.entries(), [&](const health_entry& x) {
    out.text("part", x.part);
    out.text("state", to_string(x.state));
    out.text("reason", x.reason);
  });
  return out.finish();
}

std::string tree_document(const std::vector<tree_node>& nodes, int64_t now_ns) {
  document_writer out{"tree"};
  out.rows("nodes", nodes,
           [&](const tree_node& x) { write_node(out, x, now_ns); });
  return out.finish();
}

std::string ledger_document(const std::vector<stage_snapshot>& stages) {
  document_writer out{"ledger"};
  write_stages(out, stages);
  return out.finish();
}

std::string barrier_document(const std::map<std::string, stage_snapshot>& rows,
                             const std::vector<stage_snapshot>& order,
                             const std::vector<std::string>& passed) {
  auto stages = order;
  for (auto& x : stages)
    if (auto i = rows.find(x.name); i != rows.end())
      x = i->second;
  document_writer out{"ledger"};
  write_stages(out, stages);
  out.list("passed", [&] {
    for (const auto& x : passed)
      out.item(x);
  });
  return out.finish();
}

std::string topology_document(const std::vector<topology_edge>& edges) {
  document_writer out{"topology"};
  out.rows("edges", edges, [&](const topology_edge& x) {
    out.text("from", x.from);
    out.text("to", x.to);
    out.text("message", x.message);
  });
  return out.finish();
}

std::string version_document(const std::string& version) {
  document_writer out{"version"};
  out.text("version", version);
  return out.finish();
}

std::string config_document(const std::string& json, const std::string& yaml) {
  document_writer out{"config"};
  out.raw("config", json);
  out.text("yaml", yaml);
  return out.finish();
}

std::string flush_document(int64_t took_ms) {
  document_writer out{"flush"};
  out.flag("flushed", true);
  out.number("took_ms", took_ms);
  return out.finish();
}

std::string fault_document(const std::string& actor, const std::string& fault) {
  document_writer out{"fault"};
  out.text("actor", actor);
  out.text("fault", fault);
  return out.finish();
}

} // namespace troupe
