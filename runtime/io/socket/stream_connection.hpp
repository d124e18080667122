#pragma once
/// One client of the UNIX stream socket: reads into a batch, cuts frames in
/// place and keeps the start of a frame whose rest has not come yet.
///
/// Bounds: what is kept is shorter than one frame.
/// Thread rule: one thread.

#include <cstdint>
#include <string>

#include "runtime/io/socket/file_descriptor.hpp"
#include "runtime/io/socket/packet_source.hpp"

namespace troupe {

struct stream_limits {
  /// Bytes of the longest frame.
  size_t max_frame = 8192;
  /// Packets of a batch, at most.
  size_t max_packets = 16384;
  /// Seconds that a frame may take to arrive.
  int64_t frame_timeout_s = 30;
};

/// Room that a batch must have before `read` is called.
constexpr size_t stream_room(const stream_limits& x) {
  return 2 * (x.max_frame + 4);
}

enum class stream_end : uint8_t { open, closed, too_big };

class stream_connection {
public:
  stream_connection(file_descriptor fd, const packet& sender,
                    int64_t steady_ns);

  /// Appends frames to `into` behind byte `at`, which it moves; reads at most
  /// `quantum` bytes.
  stream_end read(packet_batch& into, size_t& at, size_t quantum,
                  const stream_limits& limits, int64_t steady_ns,
                  read_report& report);

  int fd() const noexcept {
    return fd_.get();
  }
  /// A frame has begun and is not complete.
  bool is_inside_frame() const noexcept {
    return !rest_.empty();
  }
  bool is_overdue(const stream_limits& limits, int64_t steady_ns) const;
  int64_t last_ns() const noexcept {
    return last_ns_;
  }
  /// What is known of a frame that was too big, for the log.
  const std::string& refused() const noexcept {
    return rest_;
  }

  /// Position in its owner's list.
  size_t index = 0;

private:
  stream_end cut(packet_batch& into, size_t& at, size_t size,
                 const stream_limits& limits, int64_t steady_ns,
                 read_report& report);

  file_descriptor fd_;
  packet sender_;
  std::string rest_;
  int64_t last_ns_;
  int64_t frame_since_ns_;
};

} // namespace troupe
