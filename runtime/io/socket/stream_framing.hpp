#pragma once
/// Frames of the UNIX stream socket: a little-endian uint32 length, then that
/// many bytes. Cut in place; a length is only compared, never allocated.

#include <cstdint>
#include <cstring>
#include <string_view>

namespace troupe {

constexpr size_t frame_header_bytes = 4;

struct frame_scan {
  /// Bytes that belong to whole frames; the rest is the start of one.
  size_t consumed = 0;
  /// Set when a frame is longer than allowed: nothing after it can be read.
  bool too_big = false;
  /// Its length.
  uint32_t length = 0;
};

inline uint32_t frame_length(const char* header) noexcept {
  unsigned char x[frame_header_bytes];
  std::memcpy(x, header, sizeof x);
  return uint32_t{x[0]} | uint32_t{x[1]} << 8 | uint32_t{x[2]} << 16
         | uint32_t{x[3]} << 24;
}

/// Calls `on_frame(offset, size)` for each whole frame in `bytes`; `offset` is
/// that of its payload. Frames without a payload are reported too.
template <class OnFrame>
frame_scan scan_frames(std::string_view bytes, size_t max_bytes,
                       OnFrame on_frame) {
  frame_scan result;
  while (bytes.size() - result.consumed >= frame_header_bytes) {
    result.length = frame_length(bytes.data() + result.consumed);
    if (result.length > max_bytes) {
      result.too_big = true;
      return result;
    }
    auto start = result.consumed + frame_header_bytes;
    if (bytes.size() - start < result.length)
      return result;
    on_frame(start, static_cast<size_t>(result.length));
    result.consumed = start + result.length;
  }
  return result;
}

} // namespace troupe
