#pragma once
/// Sends every packet on, as it came, to another statsd server by UDP
/// (`statsd_forward_host`, `statsd_forward_port`).
///
/// Bounds: never waits; what the kernel does not take at once is counted.
/// Thread rule: one thread.

#include <cstdint>
#include <string>
#include <vector>

#include <sys/socket.h>

#include "messages/packet/packet_batch.hpp"
#include "runtime/base/result.hpp"
#include "runtime/io/socket/file_descriptor.hpp"

namespace troupe {

class packet_forwarder {
public:
  /// Resolves the name; an error names the keys.
  status open(const std::string& host, uint16_t port);
  bool is_open() const noexcept {
    return static_cast<bool>(fd_);
  }

  /// The number of packets that were sent.
  size_t send(const packet_batch& x);

private:
  int transmit(size_t n);

  file_descriptor fd_;
  std::vector<mmsghdr> headers_;
  std::vector<iovec> vectors_;
};

} // namespace troupe
