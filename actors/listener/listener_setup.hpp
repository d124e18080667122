#pragma once
/// From the configuration to a listener's seat.
///
/// Bounds: the batches of one listener take at most `pool_bytes`, however
/// large `dogstatsd_queue_size` is; two batches are always allowed.

#include <functional>
#include <string>

#include "actors/listener/listener_seat.hpp"
#include "config/sections/dogstatsd.hpp"

namespace troupe {

/// What the listeners of the Agent can be tuned by beside their addresses.
struct listener_tuning {
  /// Memory of one listener's batches.
  static constexpr size_t pool_bytes = 3 * 1024 * 1024;

  /// `dogstatsd_packet_buffer_size`: a batch is as large as so many datagrams
  /// of `dogstatsd_buffer_size` (smaller ones are packed, so it holds more).
  size_t packet_buffer_size = 32;
  /// `dogstatsd_queue_size`: batches that may be under way.
  size_t queue_size = 1024;
  /// `dogstatsd_stream_log_too_big`.
  bool stream_log_too_big = false;
  /// Where that goes.
  std::function<void(const std::string&)> report = [](const std::string&) {};
};

/// The sizes of the pool for datagrams of `buffer_size` bytes.
packet_pool_options pool_options_of(size_t buffer_size,
                                    const listener_tuning& tuning);

/// True when the configuration asks for this listener.
bool is_wanted(transport kind, const dogstatsd_config& config);

/// The seat of one listener; not bound yet.
listener_seat_ptr make_listener_seat(transport kind,
                                     const dogstatsd_config& config,
                                     const listener_tuning& tuning,
                                     metrics& registry);

} // namespace troupe
