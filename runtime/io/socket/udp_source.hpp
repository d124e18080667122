#pragma once
/// Datagrams from a UDP port.
///
/// The drops of the kernel are read from the socket's own counter (the one
/// that SO_RXQ_OVFL would put beside a later packet), so that they are known
/// also when nothing comes after them.
/// Thread rule: one thread at a time.

#include <string>

#include "runtime/io/socket/datagram_reader.hpp"
#include "runtime/io/socket/file_descriptor.hpp"
#include "runtime/io/socket/packet_source.hpp"

namespace troupe {

struct udp_options {
  /// Name or address; empty binds every interface.
  std::string host = "localhost";
  /// 0 takes any free port.
  uint16_t port = 8125;
  /// Bytes asked of the kernel; 0 keeps its default.
  int receive_buffer = 0;
  datagram_options datagrams;
};

class udp_source final : public packet_source {
public:
  explicit udp_source(udp_options options);

  transport kind() const override {
    return transport::udp;
  }
  status open() override;
  bool is_open() const override {
    return static_cast<bool>(fd_);
  }
  int poll_fd() const override {
    return fd_.get();
  }
  read_report read(packet_batch& into, int64_t steady_ns) override;
  source_check check(int64_t steady_ns) override;
  double fill() const override;
  void seal() override;
  void close() override;
  std::string address() const override;

  /// The port that is bound; 0 when none is.
  uint16_t port() const;

private:
  udp_options options_;
  datagram_reader reader_;
  file_descriptor fd_;
  uint32_t drops_seen_ = 0;
};

/// Asks for a receive buffer; beyond net.core.rmem_max when privileged.
void set_receive_buffer(int fd, int bytes);

} // namespace troupe
