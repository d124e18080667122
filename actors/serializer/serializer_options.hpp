#pragma once
/// What the serializer needs to know; the roof fills it from the sections.
///
/// Thread rule: a value.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/serializer/machine_reader.hpp"
#include "actors/serializer/stream_compressor.hpp"
#include "config/sections/orchestrator.hpp"
#include "config/sections/serializer.hpp"

namespace troupe {

struct serializer_options {
  serializer_config config;
  orchestrator_config orchestrator;
  /// The agent's own host.
  std::string hostname;
  /// Of the Agent that this one stands in for, as in `DD-Agent-Version`.
  std::string agent_version;
  std::vector<std::string> host_tags;
  /// Takes a line per item when `log_payloads` is set; null for none.
  std::function<void(std::string_view)> log;
  machine_source machine = system_machine();
  /// Null: what `serializer_compressor_kind` says.
  compressor_factory compressor;
};

} // namespace troupe
