#pragma once
/// The registry: every key that Troupe reads, once. It drives loading,
/// printing, suggestions for unknown keys and the check of the examples.
///
/// A key stands here only when something changes with it; keys that the Agent
/// has and Troupe lacks are in `known_agent_key`.
///
/// Thread rule: made on first use, then read only.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/load/codecs.hpp"

namespace troupe {

struct key_def {
  /// Dots between the levels: `enable_payloads.events`.
  std::string name;
  /// For errors: what a value may be.
  std::string accepted;
  visibility shown = visibility::open;
  /// Takes a list or map, which a variable or flag holds as JSON.
  bool structured = false;
  /// Variables, the first that is set wins.
  std::vector<std::string> env;
  std::function<parsed(const config_node&, config&)> apply;
  std::function<config_node(const config&)> show;
};

/// All keys in the order in which they are printed.
const std::vector<key_def>& config_keys();

/// Null when there is none of that name (lower case).
const key_def* find_config_key(std::string_view name);

/// Some key has more levels below `path`.
bool is_config_section(std::string_view path);

/// The registered or Agent key nearest to `name`, or empty when none is near.
std::string nearest_config_key(std::string_view name);

/// The Agent reads this key (or one of its parents) and Troupe does not.
bool known_agent_key(std::string_view path);

/// The Agent reads this variable and Troupe does not.
bool is_agent_env(std::string_view name);

/// `DD_` or `TROUPE_` name of a key.
std::string env_name(std::string_view key);

} // namespace troupe
