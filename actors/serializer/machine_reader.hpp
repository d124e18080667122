#pragma once
/// Facts about the machine from /proc, /sys and os-release.
///
/// Thread rule: pure but for `source.read`. Errors: what cannot be read stays
/// empty.

#include <functional>
#include <string>

#include "proto/intake/host_metadata.hpp"

namespace troupe {

struct machine_source {
  /// The content of a file; empty when there is none.
  std::function<std::string(const std::string& path)> read;
  /// As `uname -m` says.
  std::string architecture;
  /// Short name of the local time zone.
  std::string timezone;
};

/// The real one; reads at most 1 MiB of a file.
machine_source system_machine();

machine_facts read_machine(const machine_source& source);

} // namespace troupe
