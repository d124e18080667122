#pragma once
/// Protobuf payloads of an agent: series v2 and sketches. The outer message is
/// walked by hand and its items are parsed one by one, because a message of
/// few bytes can cost many when it is parsed as a whole.
///
/// Bounds: `item_limits`; beside them one parsed item.
/// Thread rule: pure functions, apart from the sink.
/// Errors: `bad_input`; what was handed to the sink before is then to be
/// forgotten.

#include <string_view>

#include "actors/intake/values.hpp"
#include "runtime/base/result.hpp"

namespace troupe::local {

status decode_series(std::string_view body, sink& to);
status decode_sketches(std::string_view body, sink& to);

} // namespace troupe::local
