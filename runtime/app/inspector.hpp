#pragma once
/// Answers the debug service from the machine's parts, without asking an actor
/// wherever that can be; a flush and a barrier are messages by their nature.
///
/// Thread rule: safe on any thread; reads never wait for an actor.

#include <string>

#include "actors/console/debug_backend.hpp"
#include "runtime/app/fronts.hpp"
#include "runtime/app/machine.hpp"

namespace troupe {

struct inspector_options {
  /// Path of the configuration file; empty for none.
  std::string config_file;
  /// Answers `debug kill | throw | stall`.
  bool faults = false;
};

class inspector final : public debug_backend {
public:
  inspector(machine& home, fronts& where, inspector_options options);

  std::string status() override;
  std::string health() override;
  std::string tree() override;
  std::string ledger() override;
  std::string topology() override;
  std::string version() override;
  std::string config() override;
  void ledger_barrier(answer reply) override;
  void flush(answer reply) override;
  result<std::string> fault(fault_request kind, const std::string& actor,
                            uint32_t duration_ms) override;

private:
  machine& home_;
  fronts& where_;
  inspector_options options_;
  int64_t started_ns_;
};

} // namespace troupe
