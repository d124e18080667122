#pragma once
/// Text for a terminal of 80 columns without colour: columns that line up,
/// numbers that people can read.
///
/// Thread rule: values and pure functions.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// Rows whose cells stand under each other, two spaces apart.
class text_table {
public:
  /// One letter per column: 'l' left, 'r' right.
  explicit text_table(std::string alignment)
      : alignment_(std::move(alignment)) {
  }
  /// At most as many cells as there are columns.
  void row(std::vector<std::string> cells);
  /// A line of its own between rows; takes no part in the widths.
  void line(std::string text);
  /// Each line ends in a newline and has no blanks before it.
  std::string print() const;

private:
  struct entry {
    std::vector<std::string> cells;
    std::string text;
  };
  std::vector<size_t> widths() const;

  std::string alignment_;
  std::vector<entry> entries_;
};

/// Characters on the terminal; one per code point.
size_t width_of(std::string_view utf8);
/// At most `width` characters, the last one "~" when something was cut.
/// Control characters become blanks.
std::string shorten(std::string_view utf8, size_t width);

/// 1204331 -> "1,204,331"
std::string grouped(int64_t x);
/// 2048 -> "2.0 KiB"
std::string bytes_text(uint64_t x);
/// 8100 s -> "2h 15m", 61 -> "1m 1s"
std::string duration_text(int64_t seconds);

} // namespace troupe
