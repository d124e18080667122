#include "runtime/app/inspector.hpp"

#include <unistd.h>
#include <utility>

#include "actors/console/documents.hpp"
#include "config/load/load.hpp"
#include "runtime/app/cli/version.hpp"
#include "runtime/app/topology.hpp"

namespace troupe {

namespace {

constexpr int64_t second_ns = 1'000'000'000;

listener_row row_of(const std::string& transport, const listener_seat& seat,
                    const std::vector<health_entry>& health) {
  listener_row row;
  row.transport = transport;
  row.address = seat.address();
  row.state = "listening";
  row.kernel_drops = seat.kernel_dropped();
  row.packets = static_cast<uint64_t>(seat.numbers().packets_ok.Value());
  row.bytes = static_cast<uint64_t>(seat.numbers().packet_bytes.Value());
  for (const auto& x : health)
    if (x.part == "listener/" + transport && x.state != health_state::ok) {
      row.state = x.state == health_state::starting ? "starting" : "failed";
      row.reason = x.reason;
    }
  return row;
}

endpoint_row row_of(const endpoint_status& x) {
  endpoint_row row;
  row.url = x.url;
  row.api_key = x.masked_key;
  row.state = x.key == key_state::invalid          ? "invalid_key"
              : x.breaker == breaker_state::closed ? "ok"
                                                   : "blocked";
  row.reason = x.last_error;
  row.delivered = x.delivered;
  row.retried = x.attempts - std::min(x.attempts, x.delivered + x.dropped);
  row.dropped = x.dropped;
  row.queued = x.queued;
  row.queued_bytes = x.queued_bytes;
  return row;
}

fault_kind fault_of(fault_request x) {
  return x == fault_request::stall ? fault_kind::stall
                                   : fault_kind::throw_exception;
}

const char* word_of(fault_request x) {
  switch (x) {
  case fault_request::kill:
    return "kill";
  case fault_request::stall:
    return "stall";
  default:
    return "throw";
  }
}

} // namespace

inspector::inspector(machine& home, fronts& where, inspector_options options)
    : home_(home),
      where_(where),
      options_(std::move(options)),
      started_ns_(home.clock.steady_ns()) {
}

std::string inspector::status() {
  status_info info;
  info.version = std::string{troupe_version()};
  info.pid = ::getpid();
  info.uptime_s = (home_.clock.steady_ns() - started_ns_) / second_ns;
  info.hostname = home_.hostname;
  auto health = home_.health.entries();
  for (const auto& [transport, seat] : home_.seats)
    info.listeners.push_back(row_of(transport, *seat, health));
  moment now{home_.clock.steady_ns(), home_.clock.wall_ns()};
  for (const auto& x : home_.work->status(now))
    info.endpoints.push_back(row_of(x));
  info.intake_url = home_.intake_url();
  info.config_file = options_.config_file;
  info.run_path = home_.settings.host.run_path;
  info.log_file = home_.settings.log.log_file;
  info.ready = home_.health.ready();
  return status_document(info);
}

std::string inspector::health() {
  return health_document(home_.health);
}

std::string inspector::tree() {
  return tree_document(home_.tree.snapshot(), home_.clock.steady_ns());
}

std::string inspector::ledger() {
  return ledger_document(stages_of(home_.books));
}

std::string inspector::topology() {
  return topology_document(edges_of(where_));
}

std::string inspector::version() {
  return version_document(std::string{troupe_version()});
}

std::string inspector::config() {
  return config_document(print_json(home_.settings),
                         print_yaml(home_.settings));
}

void inspector::ledger_barrier(answer reply) {
  auto token = make_ref<const barrier>(
      [reply = std::move(reply),
       order = stages_of(home_.books)](barrier_report report) {
        reply(barrier_document(report.stages, order, report.passed));
      });
  // Through every listener, and through the shards for what has none.
  for (const auto& [id, front] : where_.listeners)
    tell(front, barrier_ptr{token});
  if (where_.listeners.empty())
    for (const auto& front : where_.shards)
      tell(front, barrier_ptr{token});
}

void inspector::flush(answer reply) {
  auto began = home_.clock.steady_ns();
  auto waiter = make_ref<const completion>([reply = std::move(reply), began,
                                            clock = &home_.clock](bool done) {
    if (done)
      return reply(flush_document((clock->steady_ns() - began) / 1'000'000));
    reply(error{errc::unreachable,
                "the flush was lost: an actor on its way was restarted; "
                "try again"});
  });
  tell(where_.aggregator, flush_command{waiter, false});
}

result<std::string> inspector::fault(fault_request kind,
                                     const std::string& actor,
                                     uint32_t duration_ms) {
  if (!options_.faults)
    return error{errc::denied,
                 "faults are off; start the runtime with --enable-debug"};
  auto done = kind == fault_request::kill
                  ? home_.tree.kill(actor)
                  : home_.tree.fault(actor, {fault_of(kind), duration_ms});
  if (!done)
    return done.err();
  return fault_document(actor, word_of(kind));
}

} // namespace troupe
