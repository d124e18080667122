#pragma once
/// All sections, finalised: what the roof builds the topology from.
///
/// Made by `load_config` (config/load/load.hpp) only; a value that cannot be
/// used never gets here. Thread rule: a value; read only after the start.

#include "config/sections/aggregator.hpp"
#include "config/sections/dogstatsd.hpp"
#include "config/sections/forwarder.hpp"
#include "config/sections/host.hpp"
#include "config/sections/intake.hpp"
#include "config/sections/log.hpp"
#include "config/sections/orchestrator.hpp"
#include "config/sections/runtime.hpp"
#include "config/sections/secrets.hpp"
#include "config/sections/serializer.hpp"
#include "config/sections/telemetry.hpp"

namespace troupe {

struct config {
  dogstatsd_config dogstatsd;
  aggregator_config aggregator;
  serializer_config serializer;
  forwarder_config forwarder;
  orchestrator_config orchestrator;
  intake_config intake;
  telemetry_config telemetry;
  log_config log;
  host_config host;
  secrets_config secrets;
  runtime_config runtime;
};

} // namespace troupe
