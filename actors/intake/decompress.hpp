#pragma once
/// Content-Encoding of what comes in: identity, zstd (some clients call it
/// zstd1), deflate (a zlib stream) and gzip, each under an output cap and a
/// ratio cap, so that a small body cannot become a big one.
///
/// Bounds: see `inflate_limits`; beside the output a zstd window of at most
/// 8 MiB. Nothing is allocated by a length that the sender claims.
/// Thread rule: pure functions.
/// Errors: `limit` for a bomb, `bad_input` for what does not follow its format
/// or ends too early.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "runtime/base/result.hpp"

namespace troupe::local {

enum class encoding : uint8_t { identity, zstd, deflate, gzip };

struct inflate_limits {
  size_t max_output = 16 * 1024 * 1024;
  /// Output bytes per input byte, beyond the first `ratio_floor` bytes.
  size_t max_ratio = 200;
  size_t ratio_floor = 1024 * 1024;
};

/// The one encoding that a Content-Encoding header names; none when it names
/// several or an unknown one.
std::optional<encoding> encoding_of(std::string_view header);

result<std::string> decompress(encoding how, std::string_view in,
                               const inflate_limits& limits = {});

} // namespace troupe::local
