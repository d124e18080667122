#pragma once
/// The stable fronts of the cast: who wants to reach an actor keeps its slot,
/// never its handle.
///
/// Thread rule: the set is fixed once made; slots lock themselves.

#include <map>
#include <string>
#include <vector>

#include "messages/interfaces/aggregator.hpp"
#include "messages/interfaces/clock.hpp"
#include "messages/interfaces/console.hpp"
#include "messages/interfaces/dogstatsd.hpp"
#include "messages/interfaces/forwarder.hpp"
#include "messages/interfaces/intake.hpp"
#include "messages/interfaces/listener.hpp"
#include "messages/interfaces/serializer.hpp"
#include "messages/interfaces/telemetry.hpp"
#include "runtime/actor/slot.hpp"

namespace troupe {

struct fronts {
  /// By transport ("udp").
  std::map<std::string, slot_ptr<listener_actor>> listeners;
  std::vector<slot_ptr<dogstatsd_actor>> shards;
  slot_ptr<aggregator_actor> aggregator = make_slot<aggregator_actor>();
  slot_ptr<serializer_actor> serializer = make_slot<serializer_actor>();
  slot_ptr<forwarder_actor> forwarder = make_slot<forwarder_actor>();
  slot_ptr<intake_actor> intake = make_slot<intake_actor>();
  slot_ptr<telemetry_actor> telemetry = make_slot<telemetry_actor>();
  slot_ptr<console_actor> console = make_slot<console_actor>();
  slot_ptr<clock_actor> clock = make_slot<clock_actor>();
};

} // namespace troupe
