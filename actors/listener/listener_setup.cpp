#include "actors/listener/listener_setup.hpp"

#include <algorithm>
#include <utility>

#include "runtime/io/socket/stream_source.hpp"
#include "runtime/io/socket/udp_source.hpp"
#include "runtime/io/socket/uds_source.hpp"

namespace troupe {

namespace {

/// A batch is not larger than this, or few would fit into the bound.
constexpr size_t longest_batch = 512 * 1024;

/// Small packets that share the room of one of full size.
constexpr size_t packets_per_slot = 64;

datagram_options datagrams_of(const dogstatsd_config& config,
                              const listener_tuning& tuning) {
  datagram_options result;
  result.max_bytes = static_cast<size_t>(config.dogstatsd_buffer_size);
  result.max_packets =
      std::max<size_t>(1, tuning.packet_buffer_size) * packets_per_slot;
  return result;
}

std::unique_ptr<packet_source> make_udp(const dogstatsd_config& config,
                                        const listener_tuning& tuning) {
  udp_options x;
  x.host = config.dogstatsd_non_local_traffic ? "" : config.bind_host;
  x.port = static_cast<uint16_t>(std::max(0, config.dogstatsd_port));
  x.receive_buffer = static_cast<int>(config.dogstatsd_so_rcvbuf);
  x.datagrams = datagrams_of(config, tuning);
  return std::make_unique<udp_source>(std::move(x));
}

std::unique_ptr<packet_source> make_uds(const dogstatsd_config& config,
                                        const listener_tuning& tuning) {
  uds_options x;
  x.path = config.dogstatsd_socket;
  x.receive_buffer = static_cast<int>(config.dogstatsd_so_rcvbuf);
  x.datagrams = datagrams_of(config, tuning);
  x.datagrams.credentials = config.dogstatsd_origin_detection;
  return std::make_unique<uds_source>(std::move(x));
}

std::unique_ptr<packet_source> make_stream(const dogstatsd_config& config,
                                           const listener_tuning& tuning) {
  stream_options x;
  x.path = config.dogstatsd_stream_socket;
  x.receive_buffer = static_cast<int>(config.dogstatsd_so_rcvbuf);
  x.limits.max_frame = static_cast<size_t>(config.dogstatsd_buffer_size);
  x.credentials = config.dogstatsd_origin_detection;
  // Each client may leave the start of one frame with us.
  x.max_connections = std::clamp<size_t>(
      listener_tuning::pool_bytes / x.limits.max_frame, 16, 512);
  if (tuning.stream_log_too_big)
    x.on_too_big = tuning.report;
  return std::make_unique<stream_source>(std::move(x));
}

} // namespace

packet_pool_options pool_options_of(size_t buffer_size,
                                    const listener_tuning& tuning) {
  packet_pool_options result;
  // Room for two packets of full size is what the stream needs to go on.
  auto slot = datagram_reader{{buffer_size}}.stride();
  auto wanted = std::max<size_t>(1, tuning.packet_buffer_size) * slot;
  result.batch_bytes = std::max(2 * slot, std::min(wanted, longest_batch));
  result.max_batches = std::min(
      std::max<size_t>(2, listener_tuning::pool_bytes / result.batch_bytes),
      std::max<size_t>(1, tuning.queue_size));
  return result;
}

bool is_wanted(transport kind, const dogstatsd_config& config) {
  if (!config.use_dogstatsd)
    return false;
  if (kind == transport::udp)
    return config.dogstatsd_port != 0;
  return kind == transport::uds ? !config.dogstatsd_socket.empty()
                                : !config.dogstatsd_stream_socket.empty();
}

listener_seat_ptr make_listener_seat(transport kind,
                                     const dogstatsd_config& config,
                                     const listener_tuning& tuning,
                                     metrics& registry) {
  auto pool = pool_options_of(static_cast<size_t>(config.dogstatsd_buffer_size),
                              tuning);
  auto source = kind == transport::udp   ? make_udp(config, tuning)
                : kind == transport::uds ? make_uds(config, tuning)
                                         : make_stream(config, tuning);
  return std::make_shared<listener_seat>(std::move(source), pool, registry);
}

} // namespace troupe
