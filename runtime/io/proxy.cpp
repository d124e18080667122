#include "runtime/io/proxy.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <optional>

#include <arpa/inet.h>

namespace troupe {

namespace {

/// An address as 16 bytes; IPv4 in its mapped form.
using address = std::array<unsigned char, 16>;

std::optional<address> parse_address(std::string_view text) {
  std::string copy{text};
  address result{};
  if (inet_pton(AF_INET6, copy.c_str(), result.data()) == 1)
    return result;
  result = {};
  result[10] = result[11] = 0xff;
  if (inet_pton(AF_INET, copy.c_str(), result.data() + 12) == 1)
    return result;
  return std::nullopt;
}

std::string lower(std::string_view text) {
  std::string result{text};
  std::transform(
      result.begin(), result.end(), result.begin(),
      [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool in_block(std::string_view block, const address& host) {
  auto slash = block.find('/');
  if (slash == std::string_view::npos)
    return false;
  auto base = parse_address(block.substr(0, slash));
  auto digits = block.substr(slash + 1);
  unsigned bits = 0;
  auto [end, bad] =
      std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (!base || bad != std::errc{} || end != digits.data() + digits.size())
    return false;
  if (block.find(':') == std::string_view::npos)
    bits += 96;
  if (bits > 128)
    return false;
  for (unsigned i = 0; i < bits; ++i) {
    auto mask = static_cast<unsigned char>(0x80u >> (i % 8));
    if (((*base)[i / 8] ^ host[i / 8]) & mask)
      return false;
  }
  return true;
}

bool covers(std::string entry, const url_parts& url) {
  if (entry == "*")
    return true;
  if (auto host = parse_address(url.host)) {
    if (in_block(entry, *host))
      return true;
  }
  // A port in the entry must be the URL's; two colons mean an address.
  auto colon = entry.rfind(':');
  if (colon != std::string::npos && entry.find(':') == colon) {
    if (entry.substr(colon + 1) != url.port)
      return false;
    entry.resize(colon);
  }
  if (entry.starts_with("*."))
    entry.erase(0, 1);
  if (entry.starts_with('.'))
    return url.host.ends_with(entry);
  return url.host == entry || url.host.ends_with("." + entry);
}

bool names(const std::string& entry, const url_parts& url) {
  return entry == url.host || entry == url.host + ":" + url.port;
}

} // namespace

url_parts split_url(std::string_view url) {
  auto sep = url.find("://");
  if (sep == std::string_view::npos)
    return {};
  url_parts result;
  result.scheme = lower(url.substr(0, sep));
  auto rest = url.substr(sep + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (auto at = rest.rfind('@'); at != std::string_view::npos)
    rest.remove_prefix(at + 1);
  auto colon = rest.rfind(':');
  if (rest.starts_with('[')) {
    auto close = rest.find(']');
    if (close == std::string_view::npos)
      return {};
    result.host = lower(rest.substr(1, close - 1));
    colon = rest.substr(close).starts_with("]:") ? close + 1
                                                 : std::string_view::npos;
  } else {
    result.host = lower(rest.substr(0, colon));
  }
  if (colon != std::string_view::npos)
    result.port = rest.substr(colon + 1);
  if (result.port.empty())
    result.port = result.scheme == "https" ? "443" : "80";
  return result;
}

bool is_loopback(std::string_view host) {
  if (host == "localhost")
    return true;
  auto parsed = parse_address(host);
  return parsed
         && (in_block("127.0.0.0/8", *parsed) || in_block("::1/128", *parsed));
}

bool is_address(std::string_view host) {
  return parse_address(host).has_value();
}

std::string proxy_for(std::string_view url, const proxy_options& options) {
  auto parts = split_url(url);
  const auto& proxy = parts.scheme == "https" ? options.https : options.http;
  if (proxy.empty() || is_loopback(parts.host))
    return {};
  for (const auto& raw : options.no_proxy) {
    auto entry = lower(raw);
    if (entry.empty())
      continue;
    if (options.nonexact_match ? covers(entry, parts) : names(entry, parts))
      return {};
  }
  return proxy;
}

} // namespace troupe
