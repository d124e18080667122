#pragma once
/// Text that is going out must be UTF-8: protobuf refuses anything else, JSON
/// readers differ. What clients send need not be.
///
/// Thread rule: pure functions.

#include <string>
#include <string_view>

namespace troupe {

/// True when every byte is below 0x80; eight bytes at a time.
bool is_ascii(std::string_view text) noexcept;

/// True for well-formed UTF-8: no overlong forms, surrogates or code points
/// above U+10FFFF.
bool is_utf8(std::string_view text) noexcept;

/// Appends `text` with U+FFFD in the place of each ill-formed sequence (one
/// for the longest start of a valid sequence, else one per byte, as browsers
/// do). At most three bytes come out per byte that goes in.
void append_utf8(std::string& out, std::string_view text);

/// The text itself when it is UTF-8; else a repaired copy in `spare`.
std::string_view to_utf8(std::string_view text, std::string& spare);

} // namespace troupe
