#include "actors/console/console.hpp"

#include <utility>

namespace troupe {

namespace {

constexpr int64_t retry_ns = 5'000'000'000;

} // namespace

console::console(caf::actor_config& cfg, node_context ctx,
                 console_options options, debug_backend& backend,
                 health_registry& health)
    : basic_node(cfg, std::move(ctx)),
      options_(std::move(options)),
      health_(health),
      server_(backend) {
}

console::behavior_type console::make_behavior() {
  listen();
  return {[this](const tick&) { keep_listening(); }};
}

void console::on_exit() {
  server_.stop();
}

void console::keep_listening() {
  if (server_.running() || clock().steady_ns() < retry_at_ns_)
    return;
  server_.stop();
  listen();
}

void console::listen() {
  auto started = server_.start(options_.socket_path);
  if (started)
    return health_.set("console", health_state::ok);
  // Data flows without a console, so the runtime stays ready.
  health_.set("console", health_state::degraded, started.err().text);
  retry_at_ns_ = clock().steady_ns() + retry_ns;
}

} // namespace troupe
