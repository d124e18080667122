#pragma once
/// Values of the form `ENC[handle]` and the program that resolves them.
///
/// The protocol is the Agent's: one JSON request with all handles, one JSON
/// answer. A handle without a value, or with an error, fails as a whole. No
/// error shows a value. Running the program is injected.
///
/// Thread rule: pure functions on values.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "config/load/node.hpp"
#include "config/sections/secrets.hpp"
#include "runtime/base/result.hpp"
#include "runtime/base/secret.hpp"

namespace troupe {

/// Runs the program with `request` on its input; yields its output.
using secret_runner = std::function<result<std::string>(
    const secrets_config& options, const std::string& request)>;

using secret_values = std::map<std::string, secret>;

/// The handle inside `ENC[...]`, or nothing.
std::optional<std::string> secret_handle(std::string_view text);

/// All handles at and below `node`.
void collect_handles(const config_node& node, std::set<std::string>& out);

/// Asks once for all handles.
result<secret_values> fetch_secrets(const std::set<std::string>& handles,
                                    const secrets_config& options,
                                    const secret_runner& run);

/// `node` with each handle replaced by its value, marked hidden.
config_node_ptr with_secrets(const config_node_ptr& node,
                             const secret_values& values);

} // namespace troupe
