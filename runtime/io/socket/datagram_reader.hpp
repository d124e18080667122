#pragma once
/// Reads datagrams by recvmmsg straight into a batch and moves small ones
/// together, so that a batch holds many of them and each is written once.
///
/// Bounds: at most `batch_slots` datagrams a call; the batch's packet count is
/// limited too. A datagram longer than `max_bytes` is counted, never half kept.
/// Thread rule: one thread.

#include <cstdint>
#include <vector>

#include <sys/socket.h>

#include "runtime/io/socket/packet_source.hpp"

namespace troupe {

struct datagram_options {
  /// Bytes of the longest datagram that is kept.
  size_t max_bytes = 8192;
  /// Packets of a batch, at most.
  size_t max_packets = 1024;
  /// Reads SCM_CREDENTIALS (SO_PASSCRED is set on the socket).
  bool credentials = false;
};

class datagram_reader {
public:
  /// Datagrams that one system call may return.
  static constexpr size_t batch_slots = 64;

  explicit datagram_reader(datagram_options options);
  ~datagram_reader();

  /// Reads until the socket or the batch is at its end.
  read_report read(int fd, packet_batch& into);

  /// Bytes between two datagrams as the kernel writes them.
  size_t stride() const noexcept {
    return stride_;
  }

private:
  int receive(int fd, packet_batch& into, size_t at, size_t slots);
  void keep(packet_batch& into, size_t slot_offset, const mmsghdr& x,
            read_report& report);
  void credentials_of(const msghdr& x, packet& to, read_report& report) const;

  const datagram_options options_;
  const size_t stride_;
  /// End of the last packet in the batch at hand.
  size_t cursor_ = 0;
  std::vector<mmsghdr> headers_;
  std::vector<iovec> vectors_;
  std::vector<char> controls_;
};

/// True for a packet with nothing in it: no byte, or newlines only.
bool is_blank(std::string_view packet) noexcept;

} // namespace troupe
