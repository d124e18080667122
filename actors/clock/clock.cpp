#include "actors/clock/clock.hpp"

#include <atomic>

namespace troupe {

namespace {

/// Rises over restarts of the actor too, so that no receiver sees it go back.
std::atomic<uint64_t> last_generation{0};

} // namespace

clock::clock(caf::actor_config& cfg, node_context ctx,
             std::vector<tick_target> targets)
    : basic_node(cfg, std::move(ctx)), targets_(std::move(targets)) {
}

clock::behavior_type clock::make_behavior() {
  delayed_send(this, std::chrono::seconds(1), pulse_atom::value);
  return {
      [this](pulse_atom) { pulse(); },
  };
}

void clock::pulse() {
  delayed_send(this, std::chrono::seconds(1), pulse_atom::value);
  auto& source = basic_node::clock();
  tick now{++last_generation, source.wall_ns(), source.steady_ns()};
  for (const auto& deliver : targets_)
    deliver(now);
}

} // namespace troupe
