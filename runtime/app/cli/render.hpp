#pragma once
/// Turns the documents of the debug service into text for people: at most 80
/// columns where names allow, no colour, and a "!" in the margin of every line
/// that deserves a look.
///
/// Thread rule: pure functions.
/// Errors: `bad_input` when the document is not what its command promises.

#include <string>

#include "runtime/app/cli/command_line.hpp"
#include "runtime/base/result.hpp"

namespace troupe {

result<std::string> render(client_command command, const std::string& json);

} // namespace troupe
