#pragma once
/// What the command line asks for, as values: parsed, checked, without doing
/// any of it.
///
/// Thread rule: pure functions.

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "runtime/app/cli/exit_code.hpp"

namespace troupe {

/// `troupe run`. Empty texts mean "as the configuration says".
struct run_options {
  std::string config_file;
  std::string run_dir;
  /// One of trace, debug, info, warn, error, critical, off.
  std::string log_level;
  /// Checks the configuration, prints it and ends.
  bool check = false;
  /// Lets `troupe debug` hurt actors.
  bool enable_debug = false;
};

enum class client_command : uint8_t {
  version,
  config,
  topology,
  status,
  health,
  tree,
  ledger,
  flush,
  kill,
  throw_exception,
  stall,
};

/// A command for a runtime that runs already.
struct client_options {
  client_command command = client_command::status;
  std::string config_file;
  std::string run_dir;
  /// Prints the document as it came.
  bool json = false;
  std::chrono::milliseconds timeout{5'000};
  /// `ledger`: read at the passing of a token.
  bool barrier = false;
  /// Of a debug command.
  std::string actor;
  /// Of a stall.
  std::chrono::milliseconds duration{1'000};
};

/// Nothing is left to do but to say this.
struct last_words {
  exit_code code = exit_code::ok;
  /// To stdout when `code` is ok, else to stderr.
  std::string text;
};

using command_line = std::variant<run_options, client_options, last_words>;

/// `args` without the program's name.
command_line parse_command_line(const std::vector<std::string>& args);

} // namespace troupe
