#pragma once
/// Nodes as JSON and YAML text.
///
/// Thread rule: pure functions.

#include <string>

#include "config/load/node.hpp"

namespace troupe {

/// Compact JSON. Unquoted numbers and booleans stay so, other scalars are
/// strings; bytes that are no UTF-8 become U+FFFD.
std::string to_json(const config_node& node);

/// Block YAML that `read_yaml` reads back to the same node.
std::string to_yaml(const config_node& node);

} // namespace troupe
