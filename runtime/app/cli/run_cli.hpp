#pragma once
/// The program's front door: reads the command line, hands `run` to the roof,
/// and carries every other command to the runtime that is meant.
///
/// Errors go to stderr as "troupe: what, why; next step"; the returned number
/// is an `exit_code`.

#include <functional>
#include <string>
#include <vector>

#include "runtime/app/cli/command_line.hpp"
#include "runtime/base/result.hpp"

namespace troupe {

/// Starts the runtime and returns when it has ended, with the exit code.
using run_function = std::function<int(const run_options&)>;

/// What the client commands need from outside; tests replace it.
struct cli_world {
  /// The folder that holds the socket, from the configuration when the command
  /// line names none.
  std::function<result<std::string>(const client_options&)> run_path;
  std::function<result<std::string>(const std::string&, const client_options&)>
      ask;
  std::function<void(const std::string&)> out;
  std::function<void(const std::string&)> err;
};

/// The real one: configuration files, gRPC, stdout and stderr.
cli_world real_world();

int run_cli(const std::vector<std::string>& args, const run_function& run,
            const cli_world& world);

int run_cli(int argc, char** argv, const run_function& run);

} // namespace troupe
