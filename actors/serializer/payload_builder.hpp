#pragma once
/// Puts items into one body after another, each within its limits: bytes
/// before and after compression, and points. Limits are checked per item, on
/// the compressor's worst case; when that passes the limit the stream is
/// flushed, which shows how small it really is.
///
/// Bounds: a body never passes a limit; an item that fits into no body is
/// refused. At most `flush_limit` flushes per body, as the Agent has it.
/// Thread rule: one owner.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "actors/serializer/stream_compressor.hpp"

namespace troupe {

struct payload_limits {
  /// Bytes.
  size_t compressed = 2'621'440;
  size_t uncompressed = 4'194'304;
  uint64_t points = UINT64_MAX;
};

/// What stands around and between the items.
struct payload_frame {
  std::string head;
  std::string foot;
  std::string separator;
};

enum class add_outcome : uint8_t {
  added = 0,
  /// Close the body and try again.
  full = 1,
  /// Larger than a body may be, or more points.
  too_large = 2,
  /// The compressor failed: what was in the body is lost.
  failed = 3,
};

class payload_builder {
public:
  static constexpr uint32_t flush_limit = 40;

  /// The compressor may serve other builders while this one is empty.
  payload_builder(stream_compressor& compressor, const payload_limits& limits,
                  payload_frame frame);

  add_outcome add(std::string_view item, uint64_t points = 0);

  /// The body; nothing when the compressor failed. Afterwards the builder is
  /// empty.
  std::optional<std::string> close();

  /// Forgets what is in the body.
  void discard() noexcept;

  bool empty() const noexcept {
    return items_ == 0;
  }
  uint32_t items() const noexcept {
    return items_;
  }
  uint64_t points() const noexcept {
    return points_;
  }
  /// Bytes before compression, without the foot.
  size_t raw_size() const noexcept {
    return raw_;
  }
  uint32_t flushes() const noexcept {
    return flushes_;
  }

private:
  bool open();
  bool fits(size_t more);
  add_outcome add_first(std::string_view item, uint64_t points);
  add_outcome lose();
  add_outcome take(std::string_view item, uint64_t points);

  stream_compressor& compressor_;
  payload_limits limits_;
  payload_frame frame_;
  uint32_t items_ = 0;
  uint64_t points_ = 0;
  size_t raw_ = 0;
  uint32_t flushes_ = 0;
  bool broken_ = false;
};

} // namespace troupe
