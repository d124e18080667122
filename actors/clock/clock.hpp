#pragma once
/// The CLOCK actor: the one fast timer of the process. Each second it sends a
/// tick with a new generation to everybody who does periodic work.
///
/// Order: generations rise by one.
/// Bounds: one pulse in flight.
/// Failure: a restart continues with later generations; a tick may be late.

#include <functional>
#include <vector>

#include "messages/interfaces/clock.hpp"
#include "runtime/actor/node.hpp"

namespace troupe {

/// Delivers one tick to one subscriber (a slot that may be empty).
using tick_target = std::function<void(const tick&)>;

class clock final : public node<clock_actor> {
public:
  clock(caf::actor_config& cfg, node_context ctx,
        std::vector<tick_target> targets);

  const char* name() const override {
    return "clock";
  }
  behavior_type make_behavior() override;

private:
  void pulse();

  std::vector<tick_target> targets_;
};

/// A subscriber behind a slot.
template <class Handle>
tick_target tick_to(slot_ptr<Handle> front) {
  return [front](const tick& x) { tell(front, x); };
}

} // namespace troupe
