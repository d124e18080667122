#pragma once
/// The log: lines for people, on stderr and in a rotated file.
///
/// Writing never blocks and never throws: a line goes into a bounded queue
/// (1024 lines; the oldest goes when it is full) that one thread empties. A
/// stderr that is closed or not read costs its lines, nothing else. A call
/// site writes at most 10 lines a second; the next line after that says how
/// many were left out. All of it is counted.
///
/// A line is at most 4 KiB, control characters, invalid UTF-8 and
/// bidirectional marks in it are escaped. Text from outside goes through
/// `outside()`, which caps it at 256 bytes. Secrets have no formatter.
///
/// Thread rule: any thread; `start_log` and `stop_log` from the roof. Before
/// the start and after the stop lines are dropped.

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "config/sections/log.hpp"
#include "runtime/base/result.hpp"
#include "runtime/clock/clock.hpp"
#include "runtime/observability/log_place.hpp"

namespace troupe {

/// A format and the place that it stands at.
template <class... Args>
struct log_format {
  template <class Text>
  consteval log_format(const Text& text, log_place at = log_place::current())
      : format(text), where(at) {
  }
  fmt::format_string<Args...> format;
  log_place where;
};

struct log_counts {
  uint64_t written = 0;
  /// Left out since their site was too loud.
  uint64_t suppressed = 0;
  /// Lost: queue full, or an output that failed or was not read.
  uint64_t dropped = 0;
};

/// Opens the outputs. A file that cannot be opened is reported on stderr and
/// left out: the result then says so, and the log runs all the same. `clock`
/// has to live until `stop_log`.
status start_log(const log_config& options, const clock_source& clock,
                 int console_fd = 2);

/// Writes what is queued and closes the outputs.
void stop_log();

void set_log_level(log_level level);
bool log_enabled(log_level level) noexcept;
log_counts log_counters() noexcept;

/// Text from outside, made safe for a line: escaped and cut at 256 bytes.
std::string outside(std::string_view text);

namespace detail {

/// Formats and queues unless the site is too loud.
void log_line(log_level level, const log_place& where, fmt::string_view format,
              fmt::format_args args) noexcept;

template <class... Args>
void log_at(log_level level, const log_format<Args...>& text,
            const Args&... args) noexcept {
  if (log_enabled(level))
    log_line(level, text.where, text.format, fmt::make_format_args(args...));
}

} // namespace detail

template <class... Args>
void log_trace(log_format<std::type_identity_t<Args>...> text,
               const Args&... args) noexcept {
  detail::log_at<Args...>(log_level::trace, text, args...);
}
template <class... Args>
void log_debug(log_format<std::type_identity_t<Args>...> text,
               const Args&... args) noexcept {
  detail::log_at<Args...>(log_level::debug, text, args...);
}
template <class... Args>
void log_info(log_format<std::type_identity_t<Args>...> text,
              const Args&... args) noexcept {
  detail::log_at<Args...>(log_level::info, text, args...);
}
template <class... Args>
void log_warn(log_format<std::type_identity_t<Args>...> text,
              const Args&... args) noexcept {
  detail::log_at<Args...>(log_level::warn, text, args...);
}
template <class... Args>
void log_error(log_format<std::type_identity_t<Args>...> text,
               const Args&... args) noexcept {
  detail::log_at<Args...>(log_level::error, text, args...);
}
template <class... Args>
void log_critical(log_format<std::type_identity_t<Args>...> text,
                  const Args&... args) noexcept {
  detail::log_at<Args...>(log_level::critical, text, args...);
}

} // namespace troupe
