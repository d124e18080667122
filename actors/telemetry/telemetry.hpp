#pragma once
/// The TELEMETRY actor: serves what the runtime knows about itself on
/// 127.0.0.1 (`expvar_port`: /telemetry, /debug/vars, /live, /ready) and the
/// probes alone on `health_port`.
///
/// Order: scrapes are answered in the order they came; probes at once, on the
/// server's thread.
/// Bounds: the HTTP server's; the mailbox's.
/// Failure: a taken port is tried again with backoff; `telemetry` of the
/// health registry names it. A restart loses nothing but scrapes in hand (503).

#include <atomic>
#include <memory>

#include "actors/telemetry/scrape.hpp"
#include "config/sections/telemetry.hpp"
#include "messages/interfaces/telemetry.hpp"
#include "runtime/actor/node.hpp"
#include "runtime/io/http_server/http_binding.hpp"

namespace troupe {

/// What the roof gives it; see `telemetry_parts::scrape_sources`.
struct telemetry_options {
  telemetry_config config;
  std::string version;
  /// Called on the HTTP server's thread; may be empty.
  telemetry_parts::stuck_actors stuck;
  /// Called on the actor's thread; may be empty.
  std::function<std::vector<std::pair<std::string, std::string>>()> api_keys;
};

class telemetry final : public node<telemetry_actor, http_request_ptr> {
public:
  telemetry(caf::actor_config& cfg, node_context ctx, telemetry_options options,
            metrics& numbers, const ledger& rows, const supervision_tree& tree,
            health_registry& health);

  const char* name() const override {
    return "telemetry";
  }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  void serve(const http_request& request);
  void on_tick(const tick& now);
  void bind();
  void poll();

  telemetry_options options_;
  metrics& numbers_;
  health_registry& health_;
  telemetry_parts::scrape scrape_;
  metric_counter& requests_;
  std::unique_ptr<http_binding> main_;
  std::unique_ptr<http_binding> probes_;
  uint64_t last_tick_ = 0;
};

} // namespace troupe
