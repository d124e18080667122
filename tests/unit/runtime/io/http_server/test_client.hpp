#pragma once
/// A blocking HTTP client on loopback that sends what it is told, right or
/// wrong. Waits at most ten seconds. Thread rule: one thread.

#include <cstdint>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe {

class test_client {
public:
  explicit test_client(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);
    timeval patience{10, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0)
      shutdown(fd_, SHUT_RDWR);
  }
  test_client(const test_client&) = delete;
  ~test_client() {
    close(fd_);
  }

  void send(std::string_view x) {
    while (!x.empty()) {
      auto n = ::send(fd_, x.data(), x.size(), MSG_NOSIGNAL);
      if (n <= 0)
        return;
      x.remove_prefix(static_cast<size_t>(n));
    }
  }

  /// One answer by its Content-Length; empty when the server hung up.
  std::string receive(bool has_body = true) {
    auto end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
      if (!fill())
        return {};
    auto size = end + 4;
    auto at = buffer_.find("Content-Length: ");
    if (has_body && at < end)
      size += std::stoul(buffer_.substr(at + 16));
    while (buffer_.size() < size)
      if (!fill())
        return {};
    auto result = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return result;
  }

  std::string ask(std::string_view x) {
    send(x);
    return receive();
  }

  /// The server closes (and has nothing more to say).
  bool sees_end() {
    return buffer_.empty() && !fill();
  }

private:
  bool fill() {
    char chunk[4096];
    auto n = recv(fd_, chunk, sizeof(chunk), 0);
    if (n <= 0)
      return false;
    buffer_.append(chunk, static_cast<size_t>(n));
    return true;
  }

  int fd_;
  std::string buffer_;
};

} // namespace troupe
