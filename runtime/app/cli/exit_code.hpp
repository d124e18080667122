#pragma once
/// How a command ends; scripts depend on the numbers.

namespace troupe {

enum class exit_code : int {
  ok = 0,
  /// The command was understood and tried, but did not succeed.
  failed = 1,
  /// The command line makes no sense.
  usage = 2,
  /// No runtime answers there. For `run`: the stop deadline passed.
  unreachable = 3,
  /// The runtime, or the owner of its socket, does not allow it.
  denied = 4,
  /// The runtime did not answer in time.
  timeout = 5,
  /// `run`: the watchdog found too few threads alive.
  watchdog = 70,
  /// `run`: the configuration cannot be used.
  bad_config = 78,
};

} // namespace troupe
