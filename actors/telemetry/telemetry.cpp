#include "actors/telemetry/telemetry.hpp"

#include <array>

#include <caf/actor_cast.hpp>

namespace troupe {

namespace {

using telemetry_parts::answer_probe;

/// Scrapes and probes have no bodies, and few senders.
http_server_options small_server(const std::string& host, uint16_t port) {
  http_server_options result;
  result.host = host;
  result.port = port;
  result.max_connections = 32;
  result.max_body = 4096;
  result.max_body_total = 64 * 1024;
  return result;
}

http_server::refusal_handler refusal_counter(metrics& numbers) {
  std::array<metric_counter*, http_refusal_count> counters;
  for (size_t i = 0; i < http_refusal_count; ++i)
    counters[i] = &numbers.counter(
        "troupe_telemetry_rejected_total", "Requests that were refused",
        {{"reason", std::string{to_string(static_cast<http_refusal>(i))}}});
  return [counters](http_refusal x) {
    counters[static_cast<size_t>(x)]->Increment();
  };
}

} // namespace

telemetry::telemetry(caf::actor_config& cfg, node_context ctx,
                     telemetry_options options, metrics& numbers,
                     const ledger& rows, const supervision_tree& tree,
                     health_registry& health)
    : basic_node(cfg, std::move(ctx)),
      options_(std::move(options)),
      numbers_(numbers),
      health_(health),
      scrape_({numbers, rows, tree, health, clock(), options_.stuck,
               options_.api_keys, options_.version},
              options_.config.enabled),
      requests_(numbers.counter("troupe_telemetry_requests_total",
                                "Requests that the actor answered")) {
}

telemetry::behavior_type telemetry::make_behavior() {
  bind();
  poll();
  return {
      [this](const http_request_ptr& x) { serve(*x); },
      [this](const tick& x) { on_tick(x); },
  };
}

void telemetry::on_exit() {
  main_.reset();
  probes_.reset();
}

void telemetry::bind() {
  auto& config = options_.config;
  auto& health = health_;
  auto stuck = options_.stuck;
  auto refused = refusal_counter(numbers_);
  // Not kept alive by its own server: the address only finds it.
  auto self = this->address();
  if (config.expvar_port != 0)
    main_ = std::make_unique<http_binding>(
        small_server("127.0.0.1", config.expvar_port),
        [self, stuck, &health](http_request_ptr x) {
          if (auto probe = answer_probe(*x, health, stuck))
            return x->answer(*std::move(probe));
          auto strong = caf::actor_cast<caf::strong_actor_ptr>(self);
          if (strong != nullptr)
            caf::anon_send(caf::actor_cast<telemetry_actor>(strong),
                           std::move(x));
        },
        refused, "free it or set `expvar_port`");
  if (config.health_port == 0)
    return;
  auto open = small_server(config.health_bind_host, config.health_port);
  // A kubelet names the pod's address; there is nothing to protect here.
  open.check_host = false;
  probes_ = std::make_unique<http_binding>(
      open,
      [stuck, &health](http_request_ptr x) {
        auto probe = answer_probe(*x, health, stuck);
        x->answer(probe ? *std::move(probe)
                        : http_answer{404, "text/plain", "/live /ready\n", {}});
      },
      refused, "free it or set `health_port`");
}

void telemetry::serve(const http_request& request) {
  requests_.Increment();
  request.answer(scrape_.serve(request));
}

void telemetry::on_tick(const tick& now) {
  if (now.generation <= last_tick_)
    return;
  last_tick_ = now.generation;
  scrape_.tick();
  poll();
}

void telemetry::poll() {
  std::string problem;
  for (auto binding : {main_.get(), probes_.get()}) {
    if (binding == nullptr)
      continue;
    binding->poll(clock().steady_ns());
    if (!binding->bound())
      problem += (problem.empty() ? "" : "; ") + binding->problem();
  }
  health_.set("telemetry",
              problem.empty() ? health_state::ok : health_state::failed,
              problem);
}

} // namespace troupe
