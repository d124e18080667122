#include "runtime/io/http_server/http_target.hpp"

#include <algorithm>
#include <cctype>

namespace troupe {

namespace {

constexpr size_t max_parameters = 64;

int hex_value(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// False on a broken or a NUL escape.
bool decode(std::string_view in, bool plus_is_space, std::string& out) {
  out.clear();
  for (size_t i = 0; i < in.size(); ++i) {
    if (in[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (in[i] != '%') {
      out += in[i];
    } else {
      auto high = i + 2 < in.size() ? hex_value(in[i + 1]) : -1;
      auto low = i + 2 < in.size() ? hex_value(in[i + 2]) : -1;
      if (high < 0 || low < 0 || high + low == 0)
        return false;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return true;
}

/// Splits off what stands before `mark`; all of it when there is none.
std::string_view take_until(std::string_view& rest, char mark) {
  auto end = rest.find(mark);
  auto head = rest.substr(0, end);
  rest =
      end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return head;
}

bool equal_names(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return std::tolower(static_cast<unsigned char>(x))
           == std::tolower(static_cast<unsigned char>(y));
  });
}

bool is_port(std::string_view x) {
  return !x.empty() && x.size() <= 5
         && std::all_of(x.begin(), x.end(),
                        [](unsigned char c) { return std::isdigit(c); });
}

/// Four decimal numbers, the first of them 127: "127.evil.example" is a name.
bool is_loopback_v4(std::string_view x) {
  auto parts = 0;
  while (!x.empty()) {
    auto part = take_until(x, '.');
    if (part.size() > 3 || !is_port(part) || (parts == 0 && part != "127"))
      return false;
    ++parts;
  }
  return parts == 4;
}

} // namespace

result<http_target> parse_http_target(std::string_view target) {
  if (target.empty() || target.front() != '/')
    return error{errc::bad_input, "the target must be a path"};
  http_target result;
  if (!decode(take_until(target, '?'), false, result.path))
    return error{errc::bad_input, "the path has a broken % escape"};
  while (!target.empty()) {
    auto value = take_until(target, '&');
    if (value.empty())
      continue;
    auto name = take_until(value, '=');
    auto& [k, v] = result.query.emplace_back();
    if (!decode(name, true, k) || !decode(value, true, v))
      return error{errc::bad_input, "the query has a broken % escape"};
    if (result.query.size() > max_parameters)
      return error{errc::bad_input, "the query has too many parameters"};
  }
  return result;
}

bool is_local_host(std::string_view host,
                   const std::vector<std::string>& extra) {
  auto end = host.starts_with('[') ? host.find(']') : host.find(':');
  if (host.starts_with('[') && end != std::string_view::npos)
    ++end;
  auto name = host.substr(0, end);
  auto rest = host.substr(name.size());
  if (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1))))
    return false;
  return equal_names(name, "localhost") || name == "[::1]"
         || is_loopback_v4(name)
         || std::any_of(extra.begin(), extra.end(),
                        [&](const auto& x) { return equal_names(name, x); });
}

bool is_local_origin(std::string_view origin,
                     const std::vector<std::string>& extra) {
  constexpr std::string_view scheme = "http://";
  return origin.starts_with(scheme)
         && is_local_host(origin.substr(scheme.size()), extra);
}

} // namespace troupe
