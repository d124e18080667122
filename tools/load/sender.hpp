#pragma once
/// Puts traffic on a socket, in bursts, at a given pace.
/// Thread rule: one thread.

#include <csignal>
#include <cstdint>
#include <string>

#include "tools/load/traffic.hpp"

namespace troupe::load {

enum class wire : uint8_t { udp = 0, unix_datagram = 1, unix_stream = 2 };

struct target {
  wire kind = wire::udp;
  /// Host or path.
  std::string address;
  uint16_t port = 0;
};

struct pace {
  /// Packets a second; 0: as fast as it goes.
  double packets = 0;
  double seconds = 10;
  /// Stops after so many packets; 0: no such bound.
  uint64_t limit = 0;
  /// Packets of one UDP_SEGMENT burst, 1 to 32.
  size_t burst = 32;
  /// UNIX datagrams: as most clients do, drops instead of waiting.
  bool nonblocking = false;
};

struct sent_totals {
  uint64_t packets = 0;
  uint64_t bytes = 0;
  /// Refused by the kernel (non-blocking), lost at the sender.
  uint64_t refused = 0;
  double seconds = 0;
  type_counts samples{};
};

/// "udp:HOST:PORT", "unixgram:PATH" or "unix:PATH"; throws when it is neither.
target parse_target(const std::string& text);

/// Sends until the pace's end or `stop`; throws when it cannot connect.
sent_totals send_all(const target& to, const traffic& what, const pace& how,
                     const volatile std::sig_atomic_t& stop);

} // namespace troupe::load
