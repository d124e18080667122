#include "runtime/observability/log_text.hpp"

#include <fmt/format.h>

#include <array>
#include <ctime>

namespace troupe {
namespace {

struct code_point {
  uint32_t value = 0;
  /// 0: no valid sequence.
  size_t bytes = 0;
};

code_point decode(std::string_view x) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(x[i]); };
  if (byte(0) < 0x80)
    return {byte(0), 1};
  size_t n = byte(0) < 0xc2   ? 0
             : byte(0) < 0xe0 ? 2
             : byte(0) < 0xf0 ? 3
             : byte(0) < 0xf5 ? 4
                              : 0;
  if (n == 0 || n > x.size())
    return {};
  uint32_t value = byte(0) & (0xffU >> (n + 1));
  for (size_t i = 1; i < n; ++i) {
    if ((byte(i) & 0xc0) != 0x80)
      return {};
    value = (value << 6) | (byte(i) & 0x3fU);
  }
  constexpr std::array<uint32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  bool bad = value < least[n] || value > 0x10ffff
             || (value >= 0xd800 && value <= 0xdfff);
  return bad ? code_point{} : code_point{value, n};
}

/// Marks that change the order or the look of what is around them.
bool is_mark(uint32_t x) {
  return (x >= 0x80 && x < 0xa0) || x == 0x061c || (x >= 0x200b && x <= 0x200f)
         || (x >= 0x2028 && x <= 0x202e) || (x >= 0x2060 && x <= 0x2069)
         || x == 0xfeff;
}

void put(std::string& out, code_point x, std::string_view raw) {
  if (x.bytes == 0)
    out += fmt::format("\\x{:02x}", static_cast<unsigned char>(raw[0]));
  else if (x.value == '\n')
    out += "\\n";
  else if (x.value == '\r')
    out += "\\r";
  else if (x.value == '\t')
    out += "\\t";
  else if (x.value < 0x20 || x.value == 0x7f)
    out += fmt::format("\\x{:02x}", x.value);
  else if (is_mark(x.value))
    out += fmt::format("\\u{:04x}", x.value);
  else
    out += raw.substr(0, x.bytes);
}

std::string time_text(int64_t wall_ns, bool rfc3339) {
  time_t seconds = static_cast<time_t>(wall_ns / 1'000'000'000);
  tm parts = {};
  gmtime_r(&seconds, &parts);
  std::array<char, 64> out;
  auto n = strftime(out.data(), out.size(),
                    rfc3339 ? "%Y-%m-%dT%H:%M:%SZ" : "%Y-%m-%d %H:%M:%S UTC",
                    &parts);
  return {out.data(), n};
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

std::string json_text(std::string_view x) {
  std::string out = "\"";
  for (char c : x) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + "\"";
}

} // namespace

std::string escaped(std::string_view text, size_t cap) {
  bool cut = text.size() > cap;
  if (cut) {
    // Not in the middle of a character.
    text = text.substr(0, cap);
    size_t tail = 0;
    while (tail < 3 && tail < text.size()
           && (static_cast<unsigned char>(text[text.size() - 1 - tail]) & 0xc0)
                  == 0x80)
      ++tail;
    if (tail < text.size()
        && decode(text.substr(text.size() - 1 - tail)).bytes != tail + 1)
      text.remove_suffix(tail + 1);
  }
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    auto x = decode(text);
    put(out, x, text);
    text.remove_prefix(x.bytes == 0 ? 1 : x.bytes);
  }
  return cut ? out + "..." : out;
}

std::string_view to_string(log_level x) noexcept {
  constexpr std::array<std::string_view, 7> names = {
      "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "CRITICAL", "OFF"};
  return names[static_cast<size_t>(x)];
}

std::string text_line(const log_record& x, bool rfc3339) {
  return fmt::format("{} | TROUPE | {} | ({}:{} in {}) | {}",
                     time_text(x.wall_ns, rfc3339), to_string(x.level),
                     base_name(x.where.file), x.where.line, x.where.function,
                     x.text);
}

std::string json_line(const log_record& x, bool rfc3339) {
  return fmt::format(
      R"({{"agent":"troupe","time":"{}","level":"{}","file":{},"line":"{}",)"
      R"("func":{},"msg":{}}})",
      time_text(x.wall_ns, rfc3339), to_string(x.level),
      json_text(base_name(x.where.file)), x.where.line,
      json_text(x.where.function), json_text(x.text));
}

} // namespace troupe
