#include "runtime/io/socket/stream_connection.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/socket.h>

#include "runtime/io/socket/datagram_reader.hpp"
#include "runtime/io/socket/stream_framing.hpp"

namespace troupe {

namespace {

/// Bytes of the shortest frame that becomes a packet.
constexpr size_t shortest_frame = frame_header_bytes + 1;

/// Bytes of a refused frame that the log may show.
constexpr size_t sample_bytes = 64;

} // namespace

stream_connection::stream_connection(file_descriptor fd, const packet& sender,
                                     int64_t steady_ns)
    : fd_(std::move(fd)),
      sender_(sender),
      last_ns_(steady_ns),
      frame_since_ns_(steady_ns) {
}

stream_end stream_connection::read(packet_batch& into, size_t& at,
                                   size_t quantum, const stream_limits& limits,
                                   int64_t steady_ns, read_report& report) {
  auto kept = rest_.size();
  // Tiny frames must not make more packets than a batch may have.
  auto frames = limits.max_packets - into.packets.size();
  auto room =
      std::min({into.capacity - at - kept, quantum, frames * shortest_frame});
  auto to = into.storage.get() + at;
  auto got = ::recv(fd_.get(), to + kept, room, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR))
    return stream_end::open;
  if (got <= 0) {
    report.errors += got < 0 && errno != ECONNRESET;
    report.partial += is_inside_frame();
    return stream_end::closed;
  }
  std::memcpy(to, rest_.data(), kept);
  last_ns_ = steady_ns;
  return cut(into, at, kept + static_cast<size_t>(got), limits, steady_ns,
             report);
}

stream_end stream_connection::cut(packet_batch& into, size_t& at, size_t size,
                                  const stream_limits& limits,
                                  int64_t steady_ns, read_report& report) {
  std::string_view bytes{into.storage.get() + at, size};
  auto scan = scan_frames(bytes, limits.max_frame, [&](size_t from, size_t n) {
    if (is_blank(bytes.substr(from, n))) {
      ++report.empty;
      return;
    }
    auto entry = sender_;
    entry.offset = static_cast<uint32_t>(at + from);
    entry.size = static_cast<uint32_t>(n);
    into.packets.push_back(entry);
    ++report.packets;
    report.bytes += n;
  });
  if (scan.consumed > 0 || rest_.empty())
    frame_since_ns_ = steady_ns;
  auto rest = bytes.substr(scan.consumed);
  at += scan.consumed;
  if (!scan.too_big) {
    rest_.assign(rest);
    return stream_end::open;
  }
  ++report.too_big;
  rest_.assign(rest.substr(0, frame_header_bytes + sample_bytes));
  return stream_end::too_big;
}

bool stream_connection::is_overdue(const stream_limits& limits,
                                   int64_t steady_ns) const {
  return is_inside_frame()
         && steady_ns - frame_since_ns_
                > limits.frame_timeout_s * 1'000'000'000;
}

} // namespace troupe
