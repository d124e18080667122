#pragma once
/// Real sockets on loopback and in a private folder. Nothing here sleeps:
/// loopback and UNIX sockets deliver before the send returns.

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "messages/packet/packet_batch.hpp"
#include "runtime/io/socket/file_descriptor.hpp"

namespace troupe {

class temp_folder {
public:
  temp_folder() {
    char name[] = "/tmp/troupe-socket-XXXXXX";
    path_ = ::mkdtemp(name);
  }
  ~temp_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }

private:
  std::string path_;
};

inline sockaddr_un unix_address(const std::string& path) {
  sockaddr_un result{};
  result.sun_family = AF_UNIX;
  path.copy(result.sun_path, sizeof result.sun_path - 1);
  return result;
}

/// A client that is connected to a UNIX socket; none when that fails.
inline file_descriptor unix_client(const std::string& path, int type) {
  file_descriptor fd{::socket(AF_UNIX, type | SOCK_NONBLOCK, 0)};
  auto to = unix_address(path);
  if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
    fd.reset();
  return fd;
}

inline file_descriptor udp_client(uint16_t port) {
  file_descriptor fd{::socket(AF_INET, SOCK_DGRAM, 0)};
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd.get(), reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
    fd.reset();
  return fd;
}

inline bool send_all(const file_descriptor& fd, std::string_view x) {
  return ::send(fd.get(), x.data(), x.size(), MSG_NOSIGNAL)
         == static_cast<ssize_t>(x.size());
}

/// A frame of the stream socket.
inline std::string frame(std::string_view payload) {
  auto n = static_cast<uint32_t>(payload.size());
  std::string result;
  for (auto shift : {0, 8, 16, 24})
    result += static_cast<char>(n >> shift & 0xff);
  return result.append(payload);
}

/// The packets of a batch as text.
inline std::vector<std::string> texts(const packet_batch& x) {
  std::vector<std::string> result;
  for (auto& entry : x.packets)
    result.emplace_back(x.bytes(entry));
  return result;
}

} // namespace troupe
