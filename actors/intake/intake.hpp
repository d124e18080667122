#pragma once
/// The INTAKE actor: a Datadog intake on loopback that keeps what comes and
/// shows it, for people without an account. Runs on a thread of its own
/// (detached), because it waits for files.
///
/// Order: requests are served in the order they came.
/// Bounds: the HTTP server's, the store's, the mailbox's.
/// Failure: a taken port or a store that cannot be opened is tried again with
/// backoff; `intake` of the health registry names it. A restart keeps what is
/// stored; requests in hand are answered 503, and their senders try again.

#include <atomic>
#include <memory>
#include <string>

#include "actors/intake/service.hpp"
#include "config/sections/intake.hpp"
#include "messages/interfaces/intake.hpp"
#include "runtime/actor/node.hpp"
#include "runtime/io/http_server/http_binding.hpp"
#include "runtime/observability/health.hpp"
#include "runtime/observability/metrics.hpp"

namespace troupe {

struct intake_options {
  intake_config config;
  /// Usually `<run_path>/intake.db`.
  std::string path;
  /// Where it listens, 0 while it does not. Shared, so that a restart takes
  /// the port again that an earlier one found free.
  std::shared_ptr<std::atomic<uint16_t>> port =
      std::make_shared<std::atomic<uint16_t>>(0);
};

class intake final : public node<intake_actor, http_request_ptr> {
public:
  intake(caf::actor_config& cfg, node_context ctx, intake_options options,
         metrics& numbers, health_registry& health);

  const char* name() const override {
    return "intake";
  }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  void serve(const http_request& request);
  void on_tick(const tick& now);
  void poll();

  intake_options options_;
  metrics& numbers_;
  health_registry& health_;
  std::unique_ptr<local::service> service_;
  std::unique_ptr<http_binding> binding_;
  uint64_t last_tick_ = 0;
};

} // namespace troupe
