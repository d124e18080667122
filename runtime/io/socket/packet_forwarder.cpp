#include "runtime/io/socket/packet_forwarder.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include <netdb.h>
#include <sys/uio.h>

namespace troupe {

namespace {

constexpr size_t packets_at_once = 64;

error failed(const std::string& host, const std::string& why) {
  return {errc::io, "`statsd_forward_host` " + host + ": " + why
                        + "; correct it or leave it out"};
}

} // namespace

status packet_forwarder::open(const std::string& host, uint16_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  auto service = std::to_string(port);
  if (auto code = ::getaddrinfo(host.c_str(), service.c_str(), &hints, &found))
    return failed(host, ::gai_strerror(code));
  std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner{found,
                                                             &::freeaddrinfo};
  file_descriptor fd{
      ::socket(found->ai_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!fd || ::connect(fd.get(), found->ai_addr, found->ai_addrlen) != 0)
    return failed(host, std::strerror(errno));
  fd_ = std::move(fd);
  headers_.resize(packets_at_once);
  vectors_.resize(packets_at_once);
  return ok();
}

size_t packet_forwarder::send(const packet_batch& x) {
  size_t sent = 0;
  for (size_t i = 0; i < x.packets.size(); i += packets_at_once) {
    auto n = std::min(packets_at_once, x.packets.size() - i);
    for (size_t k = 0; k < n; ++k) {
      auto& entry = x.packets[i + k];
      vectors_[k] = {x.storage.get() + entry.offset, entry.size};
      headers_[k].msg_hdr.msg_iov = &vectors_[k];
      headers_[k].msg_hdr.msg_iovlen = 1;
    }
    auto done = transmit(n);
    // An answer to an earlier packet ("nobody there") fails the next call.
    if (done < 0 && errno == ECONNREFUSED)
      done = transmit(n);
    sent += done > 0 ? static_cast<size_t>(done) : 0;
  }
  return sent;
}

int packet_forwarder::transmit(size_t n) {
  return ::sendmmsg(fd_.get(), headers_.data(), static_cast<unsigned>(n),
                    MSG_DONTWAIT);
}

} // namespace troupe
