/// However a stream is cut into pieces, the same frames come out: the first
/// byte of the input is the size of the pieces, the rest is the stream. The
/// reference splits the whole at once.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>

#include "runtime/io/socket/datagram_reader.hpp"
#include "runtime/io/socket/stream_connection.hpp"

namespace {

using namespace troupe;

constexpr size_t max_frame = 64;

struct outcome {
  std::vector<std::string> frames;
  uint64_t empty = 0;
  bool too_big = false;

  bool operator==(const outcome&) const = default;
};

outcome reference(std::string_view x) {
  outcome result;
  while (x.size() >= 4) {
    uint64_t n = 0;
    for (auto i = 4; i-- > 0;)
      n = n * 256 + static_cast<unsigned char>(x[static_cast<size_t>(i)]);
    if (n > max_frame) {
      result.too_big = true;
      break;
    }
    if (x.size() < 4 + n)
      break;
    auto payload = x.substr(4, n);
    if (is_blank(payload))
      ++result.empty;
    else
      result.frames.emplace_back(payload);
    x.remove_prefix(4 + n);
  }
  return result;
}

outcome in_pieces(std::string_view x, size_t piece) {
  outcome result;
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0)
    std::abort();
  file_descriptor writer{ends[0]};
  stream_connection reader{file_descriptor{ends[1]}, packet{}, 0};
  stream_limits limits;
  limits.max_frame = max_frame;
  packet_batch batch{4096};
  for (; !x.empty() && !result.too_big; x.remove_prefix(piece)) {
    piece = std::min(piece, x.size());
    if (::send(writer.get(), x.data(), piece, 0) != static_cast<ssize_t>(piece))
      std::abort();
    read_report report;
    size_t at = 0;
    auto end = reader.read(batch, at, batch.capacity, limits, 0, report);
    result.too_big = end == stream_end::too_big;
    result.empty += report.empty;
    for (auto& entry : batch.packets)
      result.frames.emplace_back(batch.bytes(entry));
    batch.packets.clear();
  }
  return result;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1 || size > 2048)
    return 0;
  std::string_view stream{reinterpret_cast<const char*>(data) + 1, size - 1};
  if (in_pieces(stream, data[0] + size_t{1}) != reference(stream))
    std::abort();
  return 0;
}
