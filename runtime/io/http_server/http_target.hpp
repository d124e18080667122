#pragma once
/// Pure rules of the HTTP server: what a request asks for, and whether its
/// sender may ask. Browsers let any web page send requests to loopback and
/// read the answers when a name of the attacker's resolves to 127.0.0.1 (DNS
/// rebinding); so the Host header must name this machine, and a request that
/// a page made must come from a page that we served.
///
/// Bounds: 64 query parameters. Thread rule: pure functions.
/// Errors: `bad_input` with a text for the client.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/result.hpp"

namespace troupe {

struct http_target {
  /// Decoded, without the query; starts with "/".
  std::string path;
  std::vector<std::pair<std::string, std::string>> query;
};

/// Takes the origin form only ("/path?name=value&...").
result<http_target> parse_http_target(std::string_view target);

/// "localhost", "127.0.0.0/8", "[::1]" and `extra`, with any port.
bool is_local_host(std::string_view host,
                   const std::vector<std::string>& extra = {});

/// The value of an Origin header; "null" (a sandboxed page, a file) is not
/// one of ours.
bool is_local_origin(std::string_view origin,
                     const std::vector<std::string>& extra = {});

} // namespace troupe
