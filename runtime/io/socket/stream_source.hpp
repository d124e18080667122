#pragma once
/// Frames from the clients of a UNIX stream socket.
///
/// Bounds: `max_connections`; at the bound the one that was silent for longest
/// makes room, or the newcomer is refused when none was silent for a while. A
/// client that leaves a frame unfinished is closed. When no descriptor is
/// left, accepting pauses until the next second.
/// Thread rule: one thread at a time.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "runtime/io/socket/packet_source.hpp"
#include "runtime/io/socket/stream_connection.hpp"
#include "runtime/io/socket/unix_path.hpp"

namespace troupe {

struct stream_options {
  std::string path;
  int receive_buffer = 0;
  stream_limits limits;
  size_t max_connections = 512;
  /// Seconds of silence after which a client may be closed for another.
  int64_t idle_s = 5;
  /// Keeps the sender's process id with its packets.
  bool credentials = false;
  /// Told the length and the first bytes of a frame that is too big; may be
  /// empty.
  std::function<void(const std::string&)> on_too_big;
};

class stream_source final : public packet_source {
public:
  explicit stream_source(stream_options options);
  ~stream_source() override;

  transport kind() const override {
    return transport::uds_stream;
  }
  status open() override;
  bool is_open() const override {
    return static_cast<bool>(listening_);
  }
  int poll_fd() const override {
    return epoll_.get();
  }
  read_report read(packet_batch& into, int64_t steady_ns) override;
  source_check check(int64_t steady_ns) override;
  void seal() override;
  void close() override;
  std::string address() const override;
  size_t connections() const override {
    return connections_.size();
  }

private:
  void accept_all(int64_t steady_ns, read_report& report);
  void add(file_descriptor fd, int64_t steady_ns, read_report& report);
  bool make_room(int64_t steady_ns, read_report& report);
  void drop(stream_connection& x);
  void watch_listening(bool on);
  void tell_too_big(const stream_connection& x) const;

  stream_options options_;
  unix_path path_;
  file_descriptor epoll_;
  file_descriptor listening_;
  std::vector<std::unique_ptr<stream_connection>> connections_;
  bool accept_paused_ = false;
  uint64_t refused_ = 0;
};

} // namespace troupe
