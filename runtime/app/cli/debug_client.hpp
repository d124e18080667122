#pragma once
/// Asks the debug service of a running troupe one question.
///
/// Bounds: one call with a deadline; an answer of at most 16 MiB.
/// Thread rule: blocking; any thread.
/// Errors: `unreachable`, `denied` and `timeout` as the exit codes tell them
/// apart; everything else is the runtime's own word.

#include <string>

#include "runtime/app/cli/command_line.hpp"
#include "runtime/base/result.hpp"

namespace troupe {

/// The JSON document of the answer.
result<std::string> ask_runtime(const std::string& socket_path,
                                const client_options& question);

/// What it means for people that connecting failed with this errno; none when
/// somebody answers there.
error explain_connect(const std::string& socket_path, int why);

} // namespace troupe
