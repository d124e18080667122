#pragma once
/// What no single key can decide: defaults that depend on the machine or on
/// other keys, and values that contradict each other.
///
/// Thread rule: pure functions on values; the machine is asked through
/// `load_options` only.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"
#include "config/load/load.hpp"
#include "runtime/base/result.hpp"

namespace troupe {

/// Where each key that is set was found ("/etc/x.yaml:3").
using key_places = std::map<std::string, std::string, std::less<>>;

/// Completes `out.config`; adds warnings.
status finalise(loaded_config& out, const key_places& places,
                const load_options& options);

} // namespace troupe
