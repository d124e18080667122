#pragma once
/// What to say about keys that no value is taken from.
///
/// Bounds: at most 100 warnings; the rest is counted in one more.

#include <map>
#include <string>
#include <string_view>

#include "config/load/load.hpp"
#include "config/load/node.hpp"

namespace troupe {

/// Adds a warning per unknown key with the nearest known one, and one info
/// line that lists the keys that only the Agent reads.
void report_unknown_keys(const config_node& root, std::string_view file,
                         loaded_config& out);

/// The same for `TROUPE_*` variables, and for `DD_*` ones that are nearly a
/// known name (others are for clients and tracers).
void report_unknown_env(const std::map<std::string, std::string>& env,
                        loaded_config& out);

} // namespace troupe
