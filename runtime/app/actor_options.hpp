#pragma once
/// From the finalised configuration to what each actor's constructor takes.
///
/// Thread rule: pure functions.

#include "actors/aggregator/aggregator.hpp"
#include "actors/dogstatsd/shard.hpp"
#include "actors/listener/listener.hpp"
#include "actors/serializer/serializer_options.hpp"
#include "actors/telemetry/telemetry.hpp"
#include "runtime/app/machine.hpp"

namespace troupe {

aggregator_options aggregator_options_of(const machine& home);
serializer_options serializer_options_of(const machine& home);
shard_options shard_options_of(const machine& home, uint32_t index);
telemetry_options telemetry_options_of(const machine& home);
listener_options listener_options_of(const machine& home);

} // namespace troupe
