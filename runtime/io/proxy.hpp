#pragma once
/// Which proxy a URL goes through. A loopback address never goes through one.
///
/// Thread rule: pure functions on values.

#include <string>
#include <string_view>
#include <vector>

namespace troupe {

struct proxy_options {
  /// Proxy URLs for http and https targets; empty: direct.
  std::string http;
  std::string https;
  /// Hosts that are reached directly.
  std::vector<std::string> no_proxy;
  /// False: an entry must be the host, or host:port, itself. True: an entry
  /// also covers its subdomains, and may be an address block or "*".
  bool nonexact_match = false;
};

/// The parts of a URL that routing needs; all empty when it is none.
struct url_parts {
  std::string scheme;
  std::string host;
  std::string port;
};

url_parts split_url(std::string_view url);

/// True for localhost and loopback addresses.
bool is_loopback(std::string_view host);

/// True when `host` is an address and not a name.
bool is_address(std::string_view host);

/// The proxy's URL, or empty for a direct connection.
std::string proxy_for(std::string_view url, const proxy_options& options);

} // namespace troupe
