#include "proto/intake/utf8.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace troupe {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// What one look at the front of some text found.
struct sequence {
  /// Bytes to take; never 0.
  size_t size;
  bool valid;
};

/// How many bytes the lead byte asks for, and the range of the second byte.
struct shape {
  size_t size;
  uint8_t low;
  uint8_t high;
};

shape shape_of(uint8_t lead) {
  if (lead < 0x80)
    return {1, 0, 0};
  if (lead >= 0xC2 && lead <= 0xDF)
    return {2, 0x80, 0xBF};
  if (lead == 0xE0)
    return {3, 0xA0, 0xBF};
  if (lead == 0xED)
    return {3, 0x80, 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF)
    return {3, 0x80, 0xBF};
  if (lead == 0xF0)
    return {4, 0x90, 0xBF};
  if (lead >= 0xF1 && lead <= 0xF3)
    return {4, 0x80, 0xBF};
  if (lead == 0xF4)
    return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

sequence first_sequence(std::string_view text) {
  auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  auto form = shape_of(byte(0));
  if (form.size <= 1)
    return {1, form.size == 1};
  for (size_t i = 1; i < form.size; ++i) {
    auto low = i == 1 ? form.low : 0x80;
    auto high = i == 1 ? form.high : 0xBF;
    if (i >= text.size() || byte(i) < low || byte(i) > high)
      return {i, false};
  }
  return {form.size, true};
}

/// Length of the ASCII text at the front.
size_t ascii_prefix(std::string_view text) noexcept {
  constexpr uint64_t high_bits = 0x8080808080808080;
  size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & high_bits) != 0)
      break;
  }
  while (i < text.size() && static_cast<uint8_t>(text[i]) < 0x80)
    ++i;
  return i;
}

} // namespace

bool is_ascii(std::string_view text) noexcept {
  constexpr uint64_t high_bits = 0x8080808080808080;
  std::array<uint64_t, 4> seen{};
  auto at = text.data();
  auto left = text.size();
  for (; left >= 32; left -= 32, at += 32) {
    std::array<uint64_t, 4> words;
    std::memcpy(words.data(), at, 32);
    for (size_t i = 0; i < 4; ++i)
      seen[i] |= words[i];
  }
  for (; left >= 8; left -= 8, at += 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    seen[0] |= word;
  }
  uint64_t rest = 0;
  if (left > 0)
    std::memcpy(&rest, at, left);
  auto all = seen[0] | seen[1] | seen[2] | seen[3] | rest;
  return (all & high_bits) == 0;
}

bool is_utf8(std::string_view text) noexcept {
  while (true) {
    text.remove_prefix(ascii_prefix(text));
    if (text.empty())
      return true;
    auto next = first_sequence(text);
    if (!next.valid)
      return false;
    text.remove_prefix(next.size);
  }
}

void append_utf8(std::string& out, std::string_view text) {
  while (!text.empty()) {
    auto plain = ascii_prefix(text);
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty())
      return;
    auto next = first_sequence(text);
    out.append(next.valid ? text.substr(0, next.size) : replacement);
    text.remove_prefix(next.size);
  }
}

std::string_view to_utf8(std::string_view text, std::string& spare) {
  if (is_utf8(text))
    return text;
  spare.clear();
  append_utf8(spare, text);
  return spare;
}

} // namespace troupe
