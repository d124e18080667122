#include "runtime/app/cli/text_table.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace troupe {

namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

} // namespace

void text_table::row(std::vector<std::string> cells) {
  entries_.push_back({std::move(cells), {}});
}

void text_table::line(std::string text) {
  entries_.push_back({{}, std::move(text)});
}

std::vector<size_t> text_table::widths() const {
  std::vector<size_t> result(alignment_.size());
  for (const auto& x : entries_)
    for (size_t i = 0; i < x.cells.size(); ++i)
      result[i] = std::max(result[i], width_of(x.cells[i]));
  return result;
}

std::string text_table::print() const {
  auto columns = widths();
  std::string result;
  for (const auto& x : entries_) {
    auto text = x.text;
    for (size_t i = 0; i < x.cells.size(); ++i) {
      std::string blanks(columns[i] - width_of(x.cells[i]), ' ');
      text += i == 0 ? "" : "  ";
      text += alignment_[i] == 'r' ? blanks + x.cells[i] : x.cells[i] + blanks;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    result += text + "\n";
  }
  return result;
}

size_t width_of(std::string_view utf8) {
  return static_cast<size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return !is_continuation(c); }));
}

std::string shorten(std::string_view utf8, size_t width) {
  std::string result;
  auto cut = width_of(utf8) > width;
  size_t used = 0;
  for (char c : utf8) {
    if (!is_continuation(c) && ++used > width - (cut ? 1 : 0))
      break;
    auto control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    result += control ? ' ' : c;
  }
  return cut ? result + "~" : result;
}

std::string grouped(int64_t x) {
  auto result = std::to_string(x);
  auto first = x < 0 ? 1 : 0;
  for (auto i = static_cast<int>(result.size()) - 3; i > first; i -= 3)
    result.insert(static_cast<size_t>(i), ",");
  return result;
}

std::string bytes_text(uint64_t x) {
  constexpr const char* units[] = {"KiB", "MiB", "GiB", "TiB"};
  if (x < 1024)
    return std::to_string(x) + " B";
  auto value = static_cast<double>(x);
  size_t unit = 0;
  for (value /= 1024; value >= 1024 && unit < 3; ++unit)
    value /= 1024;
  char text[32];
  std::snprintf(text, sizeof(text), "%.1f %s", value, units[unit]);
  return text;
}

std::string duration_text(int64_t seconds) {
  auto two = [](int64_t a, const char* x, int64_t b, const char* y) {
    return std::to_string(a) + x + " " + std::to_string(b) + y;
  };
  if (seconds < 60)
    return std::to_string(seconds) + "s";
  if (seconds < 3'600)
    return two(seconds / 60, "m", seconds % 60, "s");
  if (seconds < 86'400)
    return two(seconds / 3'600, "h", seconds % 3'600 / 60, "m");
  return two(seconds / 86'400, "d", seconds % 86'400 / 3'600, "h");
}

} // namespace troupe
