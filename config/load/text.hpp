#pragma once
/// Small text tools of the loader: trimming, splitting, distances, and how a
/// bad value is shown to people.
///
/// Thread rule: pure functions.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::text {

std::string_view trim(std::string_view x) noexcept;
std::string lower(std::string_view x);
std::string upper(std::string_view x);
/// Equal but for the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b) noexcept;

/// Non-empty parts between any of `separators`.
std::vector<std::string> split(std::string_view x, std::string_view separators);

std::string join(const std::vector<std::string>& xs, std::string_view between);

/// Edits (insert, delete, replace, swap of neighbours) between two words.
/// What is `bound` or more edits apart, or longer than 128 characters, counts
/// as far apart.
size_t distance(std::string_view a, std::string_view b,
                size_t bound = SIZE_MAX);

/// In quotes, control characters escaped, at most 64 characters. What looks
/// like a key (32 or more hex digits in a row) or like a URL with a user is
/// replaced by "(hidden)".
std::string shown(std::string_view value);

/// Whole decimal number, sign allowed, `_` not.
std::optional<int64_t> to_int(std::string_view x);
/// Finite decimal number.
std::optional<double> to_double(std::string_view x);

/// `90s`, `1h30m`, `7d`, `250ms`: nanoseconds. A bare number has no unit and
/// is none, except 0.
std::optional<int64_t> to_duration(std::string_view x);
/// `64MiB`, `10KiB`, `512B`.
std::optional<int64_t> to_bytes(std::string_view x);
/// The Agent's way: `10Mb`, `10m`, `4096`, all in powers of 1024.
std::optional<int64_t> to_agent_bytes(std::string_view x);

/// The shortest exact form: `24h`, `90s`; `0s`.
std::string from_seconds(int64_t seconds);
/// The shortest exact form: `256MiB`, `1000B`.
std::string from_bytes(int64_t bytes);

} // namespace troupe::text
