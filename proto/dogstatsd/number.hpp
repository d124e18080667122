#pragma once
/// Numbers as Go's strconv reads them, since the Agent does: decimal and hex
/// floats with exponents, `_` between digits, inf and nan in any case.
///
/// Bounds: input of any length, no allocation below 512 bytes.
/// Thread rule: pure functions, independent of the locale.
/// Errors: false for what Go refuses, values out of range included; a value
/// too small becomes zero.

#include <cstdint>
#include <string_view>

namespace troupe::dsd {

/// strconv.ParseFloat(text, 64).
bool parse_float(std::string_view text, double& out);

/// strconv.ParseInt(text, 10, 64).
bool parse_int(std::string_view text, int64_t& out);

} // namespace troupe::dsd
