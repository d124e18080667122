#pragma once
/// One destination: a base URL with one key. Two keys of one URL are two
/// endpoints, so that a bad key holds up nothing but its own payloads.
///
/// Thread rule: a value; made once by `resolve_endpoints`, then only read.

#include <bitset>
#include <cstddef>
#include <string>
#include <string_view>

#include "messages/payload/payload.hpp"
#include "runtime/base/secret.hpp"

namespace troupe {

enum class endpoint_role : uint8_t {
  /// The account's own intake.
  main = 0,
  /// One of `additional_endpoints`.
  additional = 1,
  /// Takes orchestrator metadata and manifests only.
  orchestrator = 2,
  /// An Observability Pipelines worker; takes series and sketches only.
  pipelines = 3,
  /// The embedded intake on loopback.
  local = 4,
};

/// The word used in JSON.
constexpr std::string_view to_string(endpoint_role x) {
  constexpr std::string_view words[] = {"main", "additional", "orchestrator",
                                        "pipelines", "local"};
  return words[static_cast<size_t>(x)];
}

/// One bit per `payload_kind`.
using kind_set = std::bitset<payload_kind_count>;

struct endpoint {
  /// "https://host[:port][/path]", without a slash at the end.
  std::string url;
  secret key;
  endpoint_role role = endpoint_role::main;
  kind_set takes;
  /// Base URL of the key check; empty: this key is never checked.
  std::string validate_url;
  /// Endpoints of the same URL; they share its bounds.
  size_t keys_of_url = 1;

  bool takes_kind(payload_kind x) const {
    return takes.test(static_cast<size_t>(x));
  }
};

} // namespace troupe
