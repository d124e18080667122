#pragma once
/// The CONSOLE actor: keeps the debug service on its socket. A socket that
/// could not be made, or whose file somebody removed, is tried again.
///
/// Order: none.
/// Bounds: one server; calls are bounded by gRPC's thread quota.
/// Failure: a restart closes open calls and listens anew.

#include <string>

#include "actors/console/debug_server.hpp"
#include "messages/interfaces/console.hpp"
#include "runtime/actor/node.hpp"
#include "runtime/observability/health.hpp"

namespace troupe {

struct console_options {
  std::string socket_path;
};

class console final : public node<console_actor> {
public:
  console(caf::actor_config& cfg, node_context ctx, console_options options,
          debug_backend& backend, health_registry& health);

  const char* name() const override {
    return "console";
  }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  void keep_listening();
  void listen();

  console_options options_;
  health_registry& health_;
  debug_server server_;
  int64_t retry_at_ns_ = 0;
};

} // namespace troupe
