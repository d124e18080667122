#pragma once
/// `troupe run`: loads the configuration, builds the troupe, serves until a
/// signal, drains, ends.
///
/// Thread rule: the main thread, once.

#include "runtime/app/cli/command_line.hpp"

namespace troupe {

exit_code run_troupe(const run_options& options);

} // namespace troupe
