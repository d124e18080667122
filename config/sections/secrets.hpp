#pragma once
/// The program that turns `ENC[handle]` values into secrets.
///
/// Thread rule: a value; filled once by the loader, then only read.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

struct secrets_config {
  /// Path of the program. It gets `{"version":"1.0","secrets":[handles]}` on
  /// its standard input and answers `{"handle":{"value":..,"error":..}}`. It
  /// must belong to the user of the runtime (or root) and nobody else may
  /// access it. Empty: an `ENC[...]` value stops the start.
  /// Default: ""
  std::string secret_backend_command;

  /// Arguments of the program.
  /// Default: []
  std::vector<std::string> secret_backend_arguments;

  /// Seconds that it may take. Accepted: 1 to 600.
  /// Default: 30
  std::chrono::seconds secret_backend_timeout{30};

  /// Bytes of its answer; more is an error. Accepted: 64 to 16777216.
  /// Default: 1048576
  int64_t secret_backend_output_max_size = 1 << 20;

  /// Lets the group of the program read and execute it.
  /// Default: false
  bool secret_backend_command_allow_group_exec_perm = false;

  /// Removes line breaks at the end of each value.
  /// Default: false
  bool secret_backend_remove_trailing_line_break = false;
};

} // namespace troupe
