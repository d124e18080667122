#pragma once
/// The fast way through the most common line, name:number|type[|#tags], in
/// one pass without looking for the end of the line first.
///
/// Whatever else a line is (other fields, packed values, a long number, a
/// carriage return, an end without the newline that is required), the answer
/// is null and `parse_metric` decides; where this one answers, both agree.
/// Thread rule: pure; views point into the packet.

#include <string_view>

#include "proto/dogstatsd/metric.hpp"

namespace troupe::dsd {

/// Parses the line at the front of `packet`. Returns what lies behind its
/// newline (its end without one), or null, with `out` as it was. Sets name, raw value, tags, value
/// and type; the rest of `out` has to be as in a new one, which saves writing
/// it again for every line.
const char* parse_plain_metric(std::string_view packet, bool newline_required,
                               metric_line& out) noexcept;

} // namespace troupe::dsd
