#pragma once
/// The items of the JSON payloads, and what stands around them. Items of a
/// payload are separated by `,`.
///
/// Text that is not UTF-8 is repaired. `hostname` stands in for the agent's
/// own host. Thread rule: pure functions.

#include <span>
#include <string>
#include <string_view>

#include "messages/event/event.hpp"
#include "messages/event/service_check.hpp"
#include "messages/metric/serie.hpp"
#include "proto/intake/byte_buffer.hpp"

namespace troupe::json {

// -- /api/v1/series -----------------------------------------------------------

inline constexpr std::string_view series_head = R"({"series":[)";
inline constexpr std::string_view series_foot = "]}";

/// Appends one serie; returns how many points are in it. Points that are not
/// finite are left out; with none left nothing is appended.
size_t append_serie(const serie& x, std::string_view hostname,
                    byte_buffer& out);

// -- /api/v1/check_run --------------------------------------------------------

inline constexpr std::string_view checks_head = "[";
inline constexpr std::string_view checks_foot = "]";

void append_check(const service_check& x, std::string_view hostname,
                  byte_buffer& out);

// -- /intake/, events ---------------------------------------------------------

inline constexpr std::string_view events_head = R"({"apiKey":"","events":{)";
/// What follows the last source type: closes the events, names the host.
std::string events_foot(std::string_view hostname);

/// The key of an event among the source types: "api" when it has none.
std::string_view source_type_of(const event& x) noexcept;

/// `"<source type>":[`, the start of the list of one source type.
void append_source_type(std::string_view source_type, byte_buffer& out);

void append_event(const event& x, std::string_view hostname, byte_buffer& out);

} // namespace troupe::json
