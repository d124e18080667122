#include "actors/intake/intake.hpp"

#include <array>

#include <caf/actor_cast.hpp>

namespace troupe {

namespace {

http_server_options server_options(const intake_options& x) {
  http_server_options result;
  auto before = x.port->load();
  result.port = x.config.port == 0 ? before : x.config.port;
  result.max_connections = 32;
  return result;
}

/// Counts what the server refuses, on its thread.
http_server::refusal_handler refusal_counter(metrics& numbers) {
  std::array<metric_counter*, http_refusal_count> counters;
  for (size_t i = 0; i < http_refusal_count; ++i)
    counters[i] = &numbers.counter(
        "troupe_intake_rejected_total", "Requests that were refused",
        {{"reason", std::string{to_string(static_cast<http_refusal>(i))}}});
  return [counters](http_refusal x) {
    counters[static_cast<size_t>(x)]->Increment();
  };
}

} // namespace

intake::intake(caf::actor_config& cfg, node_context ctx, intake_options options,
               metrics& numbers, health_registry& health)
    : basic_node(cfg, std::move(ctx)),
      options_(std::move(options)),
      numbers_(numbers),
      health_(health) {
}

intake::behavior_type intake::make_behavior() {
  local::store_options store{options_.path, options_.config.retention,
                             options_.config.max_size};
  service_ = std::make_unique<local::service>(std::move(store), numbers_);
  // Not kept alive by its own server: the address only finds it.
  auto self = this->address();
  auto hand_on = [self](http_request_ptr x) {
    auto strong = caf::actor_cast<caf::strong_actor_ptr>(self);
    if (strong != nullptr)
      caf::anon_send(caf::actor_cast<intake_actor>(strong), std::move(x));
  };
  binding_ = std::make_unique<http_binding>(
      server_options(options_), hand_on, refusal_counter(numbers_),
      "free it or set `troupe.local_intake.port`");
  poll();
  return {
      [this](const http_request_ptr& x) { serve(*x); },
      [this](const tick& x) { on_tick(x); },
  };
}

void intake::on_exit() {
  binding_.reset();
  service_.reset();
}

void intake::serve(const http_request& request) {
  request.answer(service_->serve(request, clock().wall_s()));
}

void intake::on_tick(const tick& now) {
  if (now.generation <= last_tick_)
    return;
  last_tick_ = now.generation;
  service_->tick(now.wall_s());
  poll();
}

void intake::poll() {
  binding_->poll(clock().steady_ns());
  if (binding_->bound())
    options_.port->store(binding_->port());
  auto& problem = binding_->bound() ? service_->problem() : binding_->problem();
  health_.set("intake",
              problem.empty() ? health_state::ok : health_state::failed,
              problem);
}

} // namespace troupe
