#pragma once
/// How a line of the log is written.
///
/// Thread rule: pure functions on values.

#include <cstdint>
#include <string>
#include <string_view>

#include "config/sections/log.hpp"
#include "runtime/observability/log_place.hpp"

namespace troupe {

/// Control characters, invalid UTF-8 and bidirectional marks escaped, at most
/// `cap` bytes of `text` taken; "..." marks a cut.
std::string escaped(std::string_view text, size_t cap);

std::string_view to_string(log_level x) noexcept;

struct log_record {
  log_level level = log_level::info;
  int64_t wall_ns = 0;
  log_place where;
  std::string_view text;
};

/// `2023-11-14 22:13:20 UTC | TROUPE | INFO | (file.cpp:12 in submit) | text`
std::string text_line(const log_record& x, bool rfc3339);

/// One JSON object with agent, time, level, file, line, func and msg.
std::string json_line(const log_record& x, bool rfc3339);

} // namespace troupe
