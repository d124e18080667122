#include "runtime/app/machine.hpp"

#include <random>
#include <utility>

#include "actors/forwarder/from_config.hpp"
#include "actors/listener/listener_setup.hpp"
#include "runtime/app/agent_version.hpp"
#include "runtime/observability/log.hpp"

namespace troupe {

namespace {

delivery_ptr make_delivery(const config& x, const std::string& intake_url,
                           machine& home) {
  auto routes =
      routing_from(x.forwarder, x.orchestrator, agent_version, intake_url);
  delivery_log log;
  log.info = [](const std::string& text) { log_info("forwarder: {}", text); };
  log.warn = [](const std::string& text) { log_warn("forwarder: {}", text); };
  return std::make_shared<delivery>(
      delivery_from(x.forwarder, agent_version, std::random_device{}()),
      resolve_endpoints(routes), home.books.payloads, home.numbers, home.health,
      std::move(log));
}

void make_seats(machine& home) {
  const auto& wanted = home.settings.dogstatsd;
  listener_tuning tuning;
  tuning.packet_buffer_size =
      static_cast<size_t>(wanted.dogstatsd_packet_buffer_size);
  tuning.queue_size = static_cast<size_t>(wanted.dogstatsd_queue_size);
  tuning.stream_log_too_big = wanted.dogstatsd_stream_log_too_big;
  tuning.report = [](const std::string& text) { log_warn("{}", text); };
  for (auto kind : {transport::udp, transport::uds, transport::uds_stream})
    if (is_wanted(kind, wanted))
      home.seats[std::string{to_string(kind)}] =
          make_listener_seat(kind, wanted, tuning, home.numbers);
}

/// Telemetry answers before the parts that take data have opened: until they
/// report, the whole is not ready.
void await_parts(machine& home) {
  constexpr auto why = "has not opened yet";
  for (const auto& [id, seat] : home.seats)
    home.health.set("listener/" + id, health_state::starting, why);
  if (home.settings.intake.enabled)
    home.health.set("intake", health_state::starting, why);
}

} // namespace

machine::machine(const config& x, std::string host, const clock_source& time)
    : settings(x),
      hostname(std::move(host)),
      clock(time),
      seed(std::random_device{}()),
      intake_port(std::make_shared<std::atomic<uint16_t>>(0)) {
  make_seats(*this);
  await_parts(*this);
  work = make_delivery(settings, intake_url(), *this);
  // With port 0 the intake finds a free one when it starts.
  if (settings.intake.enabled)
    work->follow(endpoint_role::local, [this] { return intake_url(); });
  make_client = [options = client_from(settings.forwarder)] {
    return make_http_client(options);
  };
}

std::string machine::intake_url() const {
  if (!settings.intake.enabled)
    return {};
  auto bound = intake_port->load();
  auto port = bound != 0 ? bound : settings.intake.port;
  return port == 0 ? std::string{} : "http://127.0.0.1:" + std::to_string(port);
}

} // namespace troupe
