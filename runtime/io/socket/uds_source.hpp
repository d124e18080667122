#pragma once
/// Datagrams from a UNIX socket. Nothing is lost here: the kernel holds the
/// sender (or says EAGAIN to it) while the socket is full.
///
/// Thread rule: one thread at a time.

#include <string>

#include "runtime/io/socket/datagram_reader.hpp"
#include "runtime/io/socket/packet_source.hpp"
#include "runtime/io/socket/unix_path.hpp"

namespace troupe {

struct uds_options {
  std::string path;
  /// Bytes asked of the kernel; 0 keeps its default.
  int receive_buffer = 0;
  /// `credentials` sets SO_PASSCRED too.
  datagram_options datagrams;
};

class uds_source final : public packet_source {
public:
  explicit uds_source(uds_options options);
  ~uds_source() override;

  transport kind() const override {
    return transport::uds;
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
  void seal() override;
  void close() override;
  std::string address() const override;

private:
  uds_options options_;
  unix_path path_;
  datagram_reader reader_;
  file_descriptor fd_;
};

} // namespace troupe
