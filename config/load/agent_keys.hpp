#pragma once
/// Keys and sections that the Agent reads and Troupe does not: an existing
/// datadog.yaml gets one line that lists those it has.
///
/// Thread rule: constant data.

#include <span>
#include <string_view>

namespace troupe {

/// Lower case; an entry covers everything below it.
std::span<const std::string_view> agent_keys();

} // namespace troupe
