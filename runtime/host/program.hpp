#pragma once
/// Runs another program once: text in, text out, within a time.
///
/// Bounds: the output is capped while it arrives; at the deadline, or when it
/// says too much, the program and what it started are killed. It inherits no
/// descriptor, its standard error is discarded, and it gets only the
/// environment that is given.
///
/// Thread rule: any thread; blocks it until the end. Errors: `io` when it
/// cannot be started or ends badly, `timeout`, `limit`. None shows what the
/// program said.

#include <chrono>
#include <string>
#include <vector>

#include "runtime/base/result.hpp"

namespace troupe {

struct program_call {
  /// Absolute path.
  std::string path;
  std::vector<std::string> arguments;
  /// "NAME=value".
  std::vector<std::string> environment;
  std::string input;
  std::chrono::milliseconds timeout{30'000};
  size_t output_cap = size_t{1} << 20;
};

/// Standard output of a program that exits with 0.
result<std::string> run_program(const program_call& call);

} // namespace troupe
