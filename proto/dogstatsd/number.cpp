#include "proto/dogstatsd/number.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <limits>
#include <string>

namespace troupe::dsd {

namespace {

constexpr double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3, 1e4,  1e5,
                                    1e6,  1e7,  1e8,  1e9, 1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15};

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr char lower(char c) {
  return static_cast<char>(c | 0x20);
}

constexpr bool is_hex_digit(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

/// Up to 15 digits with an optional sign and point: both the digits and the
/// power of ten are exact, so one division rounds correctly.
bool parse_short(std::string_view text, double& out) {
  auto at = text.data();
  auto end = at + text.size();
  bool negative = at != end && *at == '-';
  at += negative;
  uint64_t digits = 0;
  auto first = at;
  while (at != end && is_digit(*at))
    digits = digits * 10 + static_cast<uint64_t>(*at++ - '0');
  auto count = at - first;
  std::ptrdiff_t fraction = 0;
  if (at != end && *at == '.') {
    first = ++at;
    while (at != end && is_digit(*at))
      digits = digits * 10 + static_cast<uint64_t>(*at++ - '0');
    fraction = at - first;
    count += fraction;
  }
  if (at != end || count == 0)
    return false;
  auto value = static_cast<double>(digits);
  if (fraction != 0)
    value /= powers_of_ten[fraction];
  out = negative ? -value : value;
  return true;
}

bool is_word(std::string_view text, std::string_view word) {
  if (text.size() != word.size())
    return false;
  for (size_t i = 0; i < text.size(); ++i)
    if (lower(text[i]) != word[i])
      return false;
  return true;
}

/// What the grammar says about a number; `text` comes without its sign.
struct shape {
  bool valid = false;
  bool hex = false;
  /// Bigger than one, as far as a value out of range can tell.
  bool large = false;
};

/// Walks the mantissa and the exponent as Go's readFloat does.
class scanner {
public:
  explicit scanner(std::string_view text) : text_(text) {
  }

  shape run() {
    shape result;
    result.hex = text_.size() > 2 && text_[0] == '0' && lower(text_[1]) == 'x';
    if (result.hex)
      at_ = 2;
    hex_ = result.hex;
    if (!mantissa() || !exponent() || at_ != text_.size())
      return result;
    result.valid = true;
    // Digits of the mantissa before the point count four bits each in hex.
    result.large = magnitude_ * (hex_ ? 4 : 1) + exponent_ > 0;
    return result;
  }

private:
  bool mantissa() {
    bool digits = false, point = false, nonzero = false;
    for (; at_ < text_.size(); ++at_) {
      auto c = text_[at_];
      if (c == '_')
        continue;
      if (c == '.') {
        if (point)
          break;
        point = true;
        continue;
      }
      if (hex_ ? !is_hex_digit(c) : !is_digit(c))
        break;
      digits = true;
      nonzero |= c != '0';
      if (!point && nonzero)
        ++magnitude_;
      else if (point && !nonzero)
        --magnitude_;
    }
    return digits;
  }

  bool exponent() {
    auto mark = hex_ ? 'p' : 'e';
    if (at_ == text_.size() || lower(text_[at_]) != mark)
      return !hex_;
    ++at_;
    bool negative = false;
    if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-'))
      negative = text_[at_++] == '-';
    if (at_ == text_.size() || !is_digit(text_[at_]))
      return false;
    for (; at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '_');
         ++at_)
      if (text_[at_] != '_' && exponent_ < 1'000'000)
        exponent_ = exponent_ * 10 + (text_[at_] - '0');
    if (negative)
      exponent_ = -exponent_;
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  bool hex_ = false;
  int64_t magnitude_ = 0;
  int64_t exponent_ = 0;
};

/// An underscore stands between digits; the hex prefix counts as one.
bool underscores_ok(std::string_view text, bool hex) {
  char before = '^';
  if (hex) {
    text.remove_prefix(2);
    before = '0';
  }
  for (auto c : text) {
    if (is_digit(c) || (hex && is_hex_digit(c))) {
      before = '0';
    } else if (c == '_') {
      if (before != '0')
        return false;
      before = '_';
    } else {
      if (before == '_')
        return false;
      before = '!';
    }
  }
  return before != '_';
}

bool convert(std::string_view text, const shape& form, double& out) {
  auto format = std::chars_format::general;
  if (form.hex) {
    text.remove_prefix(2);
    format = std::chars_format::hex;
  }
  auto end = text.data() + text.size();
  double value = 0;
  auto [at, error] = std::from_chars(text.data(), end, value, format);
  if (error == std::errc::result_out_of_range) {
    if (form.large)
      return false;
    value = 0;
  } else if (error != std::errc{} || at != end
             || value == std::numeric_limits<double>::infinity()) {
    return false;
  }
  out = value;
  return true;
}

bool convert_without_underscores(std::string_view text, const shape& form,
                                 double& out) {
  if (!underscores_ok(text, form.hex))
    return false;
  std::array<char, 512> small;
  std::string large;
  auto buffer = small.data();
  if (text.size() > small.size()) {
    large.resize(text.size());
    buffer = large.data();
  }
  size_t size = 0;
  for (auto c : text)
    if (c != '_')
      buffer[size++] = c;
  return convert({buffer, size}, form, out);
}

/// Plain decimals, which is what clients send: the grammar of from_chars is
/// part of Go's once the text begins with a digit or a point.
bool parse_plain(std::string_view text, double& out) {
  auto at = text.data();
  auto end = at + text.size();
  if (at != end && *at == '-')
    ++at;
  if (at == end || !(is_digit(*at) || *at == '.'))
    return false;
  double value = 0;
  auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || value - value != 0 /* infinite */)
    return false;
  out = value;
  return true;
}

bool parse_any(std::string_view text, double& out) {
  bool negative = false;
  bool has_sign = !text.empty() && (text[0] == '+' || text[0] == '-');
  if (has_sign) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty())
    return false;
  if (is_word(text, "inf") || is_word(text, "infinity")) {
    out = std::numeric_limits<double>::infinity();
  } else if (!has_sign && is_word(text, "nan")) {
    out = std::numeric_limits<double>::quiet_NaN();
  } else {
    auto form = scanner{text}.run();
    if (!form.valid)
      return false;
    auto plain = text.find('_') == std::string_view::npos;
    if (!(plain ? convert(text, form, out)
                : convert_without_underscores(text, form, out)))
      return false;
  }
  if (negative)
    out = -out;
  return true;
}

} // namespace

bool parse_float(std::string_view text, double& out) {
  if (text.size() <= 15 && parse_short(text, out))
    return true;
  return parse_plain(text, out) || parse_any(text, out);
}

bool parse_int(std::string_view text, int64_t& out) {
  // from_chars takes "-" but not "+".
  if (!text.empty() && text[0] == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text[0] == '-')
      return false;
  }
  auto end = text.data() + text.size();
  auto [at, error] = std::from_chars(text.data(), end, out);
  return error == std::errc{} && at == end;
}

} // namespace troupe::dsd
