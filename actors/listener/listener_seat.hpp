#pragma once
/// What a listener finds when it starts and leaves when it ends: the socket,
/// the batch at hand, the pool of batches and the wake-up. The roof owns the seat, so a listener
/// that is restarted goes on with the same socket, and neither what the
/// kernel holds nor what was just read is lost.
///
/// Thread rule: `source`, `batch` and `forwarder` belong to the one listener that sits
/// here; the rest is safe on any thread.

#include <memory>
#include <mutex>
#include <string>

#include "actors/listener/listener_metrics.hpp"
#include "runtime/io/socket/packet_forwarder.hpp"
#include "runtime/io/socket/packet_pool.hpp"
#include "runtime/io/socket/packet_source.hpp"
#include "runtime/io/socket/wakeup.hpp"

namespace troupe {

class listener_seat {
public:
  listener_seat(std::unique_ptr<packet_source> source, packet_pool_options pool,
                metrics& registry);

  packet_source& source() noexcept {
    return *source_;
  }
  packet_pool& pool() noexcept {
    return *pool_;
  }
  /// The batch that is being filled; null when none is.
  ref_ptr<packet_batch>& batch() noexcept {
    return batch_;
  }
  wakeup& wake() noexcept {
    return *wake_;
  }
  packet_forwarder& forwarder() noexcept {
    return forwarder_;
  }
  listener_metrics& numbers() noexcept {
    return numbers_;
  }
  const listener_metrics& numbers() const noexcept {
    return numbers_;
  }

  /// Where it listens, for people; any thread.
  std::string address() const;
  void set_address(std::string x);
  /// Packets that the kernel dropped since the start; any thread.
  uint64_t kernel_dropped() const;

  /// Brings the pool's counters into the metrics; the listener's thread.
  void publish_pool();

private:
  std::unique_ptr<packet_source> source_;
  /// Shared: a batch may come back after the seat is gone.
  std::shared_ptr<wakeup> wake_;
  std::shared_ptr<packet_pool> pool_;
  ref_ptr<packet_batch> batch_;
  packet_forwarder forwarder_;
  listener_metrics numbers_;
  packet_pool_counts published_;
  mutable std::mutex mutex_;
  std::string address_;
};

using listener_seat_ptr = std::shared_ptr<listener_seat>;

} // namespace troupe
