#pragma once
/// What a listener reads from: one socket that yields whole packets. Sources
/// live in a seat that outlives the listener, so that a restart loses neither
/// the address nor what the kernel holds.
///
/// Bounds: `read` stops at the end of the batch; no length that comes from the
/// wire is allocated.
/// Thread rule: one thread at a time.
/// Failure: `open` names what is wrong and how to fix it; the rest is counted.

#include <cstdint>
#include <string>

#include "messages/packet/packet_batch.hpp"
#include "runtime/base/result.hpp"

namespace troupe {

/// What one `read` did.
struct read_report {
  /// In the batch now.
  uint64_t packets = 0;
  uint64_t bytes = 0;
  /// Came, but are of no use.
  uint64_t empty = 0;
  uint64_t truncated = 0;
  uint64_t too_big = 0;
  uint64_t partial = 0;
  /// Calls that the kernel refused.
  uint64_t errors = 0;
  /// Packets without the credentials that were asked for.
  uint64_t anonymous = 0;
  /// The batch ended before the socket did.
  bool more = false;
};

/// What the second's look at the socket found.
struct source_check {
  /// Datagrams that the kernel dropped since the last look.
  uint64_t kernel_dropped = 0;
  /// Frames that were given up because their rest did not come.
  uint64_t partial = 0;
  /// Clients that were closed or refused because there were too many.
  uint64_t refused_clients = 0;
  /// The socket file is no more, or is somebody else's: open again.
  bool file_gone = false;
};

class packet_source {
public:
  virtual ~packet_source() = default;

  virtual transport kind() const = 0;
  /// Binds, or binds anew after `file_gone`.
  virtual status open() = 0;
  virtual bool is_open() const = 0;
  /// Readable when `read` has something to do.
  virtual int poll_fd() const = 0;
  /// Appends packets; never waits.
  virtual read_report read(packet_batch& into, int64_t steady_ns) = 0;
  /// Once a second.
  virtual source_check check(int64_t steady_ns) = 0;
  /// How full the kernel's buffer is, from 0 to 1. Only a source that may be
  /// left alone for a moment knows; the others say 1.
  virtual double fill() const {
    return 1.0;
  }
  /// Takes in nothing new; what the kernel holds can still be read.
  virtual void seal() = 0;
  /// Closes, and removes the socket file if it is ours.
  virtual void close() = 0;
  /// For people: "udp://127.0.0.1:8125".
  virtual std::string address() const = 0;
  virtual size_t connections() const {
    return 0;
  }
};

} // namespace troupe
