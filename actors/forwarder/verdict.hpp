#pragma once
/// What an attempt's end means for its payload. The one table of statuses.
///
/// 2xx is delivery; 400 and 413 are final, since a compressed payload cannot
/// be split again; 401 and 403 hold the payload for the key to become good;
/// everything else, redirects included, is tried again.
///
/// Thread rule: pure functions.

#include <cstdint>
#include <optional>
#include <string_view>

#include "runtime/base/drop_reason.hpp"
#include "runtime/io/http_client.hpp"

namespace troupe {

enum class outcome : uint8_t { delivered, retry, refused, bad_key };

struct verdict {
  outcome what = outcome::retry;
  /// Why the payload goes, when it is refused, or held in vain.
  drop_reason why = drop_reason::http_other_final;
};

verdict judge(const http_reply& reply);

/// The Agent's `error_type` label; empty when the payload was delivered.
std::string_view error_class(const http_reply& reply);

/// Nanoseconds that the peer asks for with 429 or 503, from seconds or an HTTP
/// date, clamped to 0 to 5 minutes. Nothing when it asks for none.
std::optional<int64_t> asked_wait_ns(const http_reply& reply, int64_t wall_s);

} // namespace troupe
