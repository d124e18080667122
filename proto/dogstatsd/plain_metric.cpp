#include "proto/dogstatsd/plain_metric.hpp"

#include "proto/dogstatsd/scan.hpp"

namespace troupe::dsd {

namespace {

constexpr double powers_of_ten[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6, 1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};

constexpr bool is_digit(char c) noexcept {
  return static_cast<unsigned char>(c - '0') < 10;
}

/// A decimal of at most 14 digits that ends at a bar; null if it is not one.
/// Its digits and its power of ten are exact, so one division rounds right.
const char* parse_short(const char* at, const char* end, double& out) noexcept {
  constexpr std::ptrdiff_t most = 14;
  bool negative = at != end && *at == '-';
  at += negative;
  // One more than may be, so that too many are seen at the bar.
  auto limit = end - at > most + 2 ? at + most + 2 : end;
  int64_t digits = 0;
  auto first = at;
  for (; at != limit && is_digit(*at); ++at)
    digits = digits * 10 + (*at - '0');
  auto count = at - first;
  std::ptrdiff_t fraction = 0;
  if (at != limit && *at == '.') {
    auto point = ++at;
    for (; at != limit && is_digit(*at); ++at)
      digits = digits * 10 + (*at - '0');
    fraction = at - point;
    count += fraction;
  }
  if (at == limit || *at != '|' || count == 0 || count > most)
    return nullptr;
  auto value = static_cast<double>(digits);
  if (fraction != 0)
    value /= powers_of_ten[fraction];
  out = negative ? -value : value;
  return at;
}

/// The type behind its bar; null if unknown or at the end of the packet.
const char* parse_type(const char* at, const char* end,
                       metric_type& out) noexcept {
  if (at == end)
    return nullptr;
  switch (*at++) {
  case 'c':
    out = metric_type::count;
    return at;
  case 'g':
    out = metric_type::gauge;
    return at;
  case 'h':
    out = metric_type::histogram;
    return at;
  case 'd':
    out = metric_type::distribution;
    return at;
  case 's':
    out = metric_type::set;
    return at;
  case 'm':
    out = metric_type::timing;
    return at != end && *at == 's' ? at + 1 : nullptr;
  default:
    return nullptr;
  }
}

} // namespace

const char* parse_plain_metric(std::string_view packet, bool newline_required,
                               metric_line& out) noexcept {
  auto begin = packet.data();
  auto end = begin + packet.size();
  auto colon = find_any<':', '|', '\n'>(begin, end);
  if (colon == end || *colon != ':' || colon == begin || *begin == '_')
    return nullptr;
  double value = 0;
  auto bar = parse_short(colon + 1, end, value);
  if (bar == nullptr)
    return nullptr;
  auto type = metric_type::gauge;
  auto at = parse_type(bar + 1, end, type);
  if (at == nullptr)
    return nullptr;
  std::string_view tags;
  if (at != end && *at != '\n') {
    if (end - at < 2 || at[0] != '|' || at[1] != '#')
      return nullptr;
    auto stop = find_any<'|', '\n'>(at + 2, end);
    if ((stop != end && *stop != '\n') || stop[-1] == '\r')
      return nullptr;
    tags = between(at + 2, stop);
    at = stop;
  }
  if (at == end && newline_required)
    return nullptr;
  out.name = between(begin, colon);
  out.raw_value = between(colon + 1, bar);
  out.tags = tags;
  out.value = value;
  out.type = type;
  return at == end ? end : at + 1;
}

} // namespace troupe::dsd
