#pragma once
/// Reads one YAML document (JSON is one too) into nodes.
///
/// Bounds: 1 MiB of text, 100,000 nodes with aliases expanded, 64 levels; what
/// exceeds them is an error, so neither an alias bomb nor deep nesting costs
/// more than the text did. A key that stands twice in one map is an error.
/// Errors name file, line and column and never quote a value.

#include <string_view>

#include "config/load/node.hpp"
#include "runtime/base/result.hpp"

namespace troupe {

inline constexpr size_t max_config_bytes = size_t{1} << 20;
inline constexpr size_t max_config_nodes = 100'000;
inline constexpr size_t max_config_depth = 64;

/// `name` stands in front of errors: a path, or a variable's name.
result<config_node_ptr> read_yaml(std::string_view text, std::string_view name);

} // namespace troupe
