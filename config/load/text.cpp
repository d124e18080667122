#include "config/load/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

namespace troupe::text {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

struct unit {
  std::string_view name;
  int64_t factor;
};

constexpr int64_t second = 1'000'000'000;
constexpr std::array<unit, 7> time_units = {{{"ns", 1},
                                             {"us", 1'000},
                                             {"ms", 1'000'000},
                                             {"s", second},
                                             {"m", 60 * second},
                                             {"h", 3600 * second},
                                             {"d", 86'400 * second}}};
constexpr std::array<unit, 5> byte_units = {{{"B", 1},
                                             {"KiB", int64_t{1} << 10},
                                             {"MiB", int64_t{1} << 20},
                                             {"GiB", int64_t{1} << 30},
                                             {"TiB", int64_t{1} << 40}}};

template <class Units>
std::optional<int64_t> factor_of(const Units& units, std::string_view name) {
  for (const unit& x : units)
    if (x.name == name)
      return x.factor;
  return std::nullopt;
}

/// number * factor, when it is whole and fits.
std::optional<int64_t> scaled(std::string_view digits, int64_t factor) {
  double value = 0;
  auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(),
                                   value, std::chars_format::fixed);
  if (ec != std::errc{} || end != digits.data() + digits.size() || value < 0)
    return std::nullopt;
  double product = value * static_cast<double>(factor);
  if (product > 9e18 || product != std::floor(product))
    return std::nullopt;
  return static_cast<int64_t>(product);
}

size_t digits_at(std::string_view x) {
  size_t n = 0;
  while (
      n < x.size()
      && (std::isdigit(static_cast<unsigned char>(x[n])) != 0 || x[n] == '.'))
    ++n;
  return n;
}

bool has_key_shape(std::string_view x) {
  size_t run = 0;
  for (char c : x) {
    run = std::isxdigit(static_cast<unsigned char>(c)) != 0 ? run + 1 : 0;
    if (run >= 32)
      return true;
  }
  auto scheme = x.find("://");
  return scheme != std::string_view::npos
         && x.find('@', scheme) != std::string_view::npos;
}

} // namespace

std::string_view trim(std::string_view x) noexcept {
  auto first = x.find_first_not_of(blanks);
  if (first == std::string_view::npos)
    return {};
  return x.substr(first, x.find_last_not_of(blanks) - first + 1);
}

std::string lower(std::string_view x) {
  std::string out{x};
  for (char& c : out)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string upper(std::string_view x) {
  std::string out{x};
  for (char& c : out)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return out;
}

std::vector<std::string> split(std::string_view x,
                               std::string_view separators) {
  std::vector<std::string> out;
  size_t at = 0;
  while ((at = x.find_first_not_of(separators, at)) != std::string_view::npos) {
    size_t end = std::min(x.find_first_of(separators, at), x.size());
    out.emplace_back(x.substr(at, end - at));
    at = end;
  }
  return out;
}

std::string join(const std::vector<std::string>& xs, std::string_view between) {
  return fmt::format("{}", fmt::join(xs, between));
}

bool same_word(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x))
           == std::tolower(static_cast<unsigned char>(y));
  });
}

size_t distance(std::string_view a, std::string_view b, size_t bound) {
  size_t least =
      a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (a.size() > 128 || b.size() > 128 || least >= bound)
    return std::numeric_limits<size_t>::max();
  std::vector<size_t> before(b.size() + 1), previous(b.size() + 1),
      row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j)
    previous[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      size_t replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replace, previous[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, previous);
    std::swap(previous, row);
  }
  return previous[b.size()];
}

std::string shown(std::string_view value) {
  if (has_key_shape(value))
    return "(hidden)";
  std::string out = "\"";
  for (char c : value.substr(0, 64)) {
    auto u = static_cast<unsigned char>(c);
    if (u < 0x20 || u >= 0x7f)
      out += fmt::format("\\x{:02x}", u);
    else
      out += c;
  }
  return out + (value.size() > 64 ? "...\"" : "\"");
}

std::optional<int64_t> to_int(std::string_view x) {
  if (!x.empty() && x.front() == '+')
    x.remove_prefix(1);
  int64_t out = 0;
  auto [end, ec] = std::from_chars(x.data(), x.data() + x.size(), out);
  if (x.empty() || ec != std::errc{} || end != x.data() + x.size())
    return std::nullopt;
  return out;
}

std::optional<double> to_double(std::string_view x) {
  double out = 0;
  auto [end, ec] = std::from_chars(x.data(), x.data() + x.size(), out);
  if (x.empty() || ec != std::errc{} || end != x.data() + x.size()
      || !std::isfinite(out))
    return std::nullopt;
  return out;
}

std::optional<int64_t> to_duration(std::string_view x) {
  if (x == "0")
    return 0;
  int64_t total = 0;
  if (x.empty())
    return std::nullopt;
  while (!x.empty()) {
    size_t n = digits_at(x);
    size_t end = n;
    while (end < x.size() && std::isalpha(static_cast<unsigned char>(x[end])))
      ++end;
    auto factor = factor_of(time_units, x.substr(n, end - n));
    if (n == 0 || !factor)
      return std::nullopt;
    auto part = scaled(x.substr(0, n), *factor);
    if (!part || total > std::numeric_limits<int64_t>::max() - *part)
      return std::nullopt;
    total += *part;
    x.remove_prefix(end);
  }
  return total;
}

std::optional<int64_t> to_bytes(std::string_view x) {
  size_t n = digits_at(x);
  auto factor = factor_of(byte_units, x.substr(n));
  if (n == 0 || !factor)
    return std::nullopt;
  return scaled(x.substr(0, n), *factor);
}

std::optional<int64_t> to_agent_bytes(std::string_view x) {
  size_t n = digits_at(x);
  std::string name = lower(trim(x.substr(n)));
  if (name.size() > 1 && name.back() == 'b')
    name.pop_back();
  int64_t factor = 1;
  if (name == "k")
    factor = int64_t{1} << 10;
  else if (name == "m")
    factor = int64_t{1} << 20;
  else if (name == "g")
    factor = int64_t{1} << 30;
  else if (name == "t")
    factor = int64_t{1} << 40;
  else if (!name.empty() && name != "b")
    return std::nullopt;
  return n == 0 ? std::nullopt : scaled(x.substr(0, n), factor);
}

std::string from_seconds(int64_t seconds) {
  if (seconds != 0 && seconds % 3600 == 0)
    return fmt::format("{}h", seconds / 3600);
  if (seconds != 0 && seconds % 60 == 0)
    return fmt::format("{}m", seconds / 60);
  return fmt::format("{}s", seconds);
}

std::string from_bytes(int64_t bytes) {
  for (auto it = byte_units.rbegin(); it != byte_units.rend(); ++it)
    if (bytes != 0 && bytes % it->factor == 0)
      return fmt::format("{}{}", bytes / it->factor, it->name);
  return fmt::format("{}B", bytes);
}

} // namespace troupe::text
