#pragma once
/// JSON payloads: series v1 (and v2 as API clients write it), service checks,
/// events, metadata. Read on demand with simdjson, which checks UTF-8 first;
/// unknown members are skipped.
///
/// Bounds: `item_limits`, nesting of 64; beside them an index of four bytes
/// per body byte while it is read. `body` needs `json_padding` spare bytes, so
/// it is taken by value.
/// Thread rule: pure functions, apart from the sink.
/// Errors: `bad_input`; what was handed to the sink before is then to be
/// forgotten.

#include <string>

#include "actors/intake/values.hpp"
#include "runtime/base/result.hpp"

namespace troupe::local {

status decode_series_json(std::string body, sink& to);
status decode_check_runs(std::string body, sink& to);
/// Events, or the metadata of a host.
status decode_intake(std::string body, sink& to);
/// Any other metadata, kept as it is.
status decode_metadata(std::string body, sink& to);

} // namespace troupe::local
