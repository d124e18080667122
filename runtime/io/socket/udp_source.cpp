#include "runtime/io/socket/udp_source.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include <linux/filter.h>
#include <linux/sock_diag.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace troupe {

namespace {

struct endpoint {
  sockaddr_storage bytes{};
  socklen_t size = 0;

  const sockaddr* get() const {
    return reinterpret_cast<const sockaddr*>(&bytes);
  }
  uint16_t port() const {
    // Both families keep the port in the same place.
    return ntohs(reinterpret_cast<const sockaddr_in*>(&bytes)->sin_port);
  }
};

std::string text_of(const endpoint& x) {
  char host[NI_MAXHOST] = {};
  ::getnameinfo(x.get(), x.size, host, sizeof host, nullptr, 0, NI_NUMERICHOST);
  std::string name = host;
  if (x.bytes.ss_family == AF_INET6)
    name = "[" + name + "]";
  return name + ":" + std::to_string(x.port());
}

/// IPv4 first, as clients that are told "localhost" do.
result<std::vector<endpoint>> resolve(const udp_options& options) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  auto service = std::to_string(options.port);
  auto host = options.host.empty() ? nullptr : options.host.c_str();
  if (auto code = ::getaddrinfo(host, service.c_str(), &hints, &found))
    return error{errc::io, "udp: `bind_host` " + options.host + ": "
                               + ::gai_strerror(code)};
  std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner{found,
                                                             &::freeaddrinfo};
  // An IPv6 socket on every interface takes IPv4 too.
  auto first = options.host.empty() ? AF_INET6 : AF_INET;
  std::vector<endpoint> result;
  for (auto x = found; x != nullptr; x = x->ai_next) {
    endpoint entry;
    std::memcpy(&entry.bytes, x->ai_addr, x->ai_addrlen);
    entry.size = x->ai_addrlen;
    auto at = x->ai_family == first ? result.begin() : result.end();
    result.insert(at, entry);
  }
  return result;
}

file_descriptor bound_socket(const endpoint& where) {
  file_descriptor fd{::socket(where.bytes.ss_family,
                              SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  int off = 0;
  if (fd && where.bytes.ss_family == AF_INET6)
    ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (fd && ::bind(fd.get(), where.get(), where.size) != 0)
    fd.reset();
  return fd;
}

using memory_info = std::array<uint32_t, SK_MEMINFO_VARS>;

memory_info memory_of(int fd) {
  memory_info result{};
  socklen_t size = sizeof result;
  ::getsockopt(fd, SOL_SOCKET, SO_MEMINFO, result.data(), &size);
  return result;
}

endpoint local_of(int fd) {
  endpoint result;
  result.size = sizeof result.bytes;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&result.bytes),
                    &result.size)
      != 0)
    result.size = 0;
  return result;
}

} // namespace

void set_receive_buffer(int fd, int bytes) {
  if (bytes > 0
      && ::setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes)
             != 0)
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

udp_source::udp_source(udp_options options)
    : options_(std::move(options)), reader_(options_.datagrams) {
}

status udp_source::open() {
  auto candidates = resolve(options_);
  if (!candidates)
    return candidates.err();
  int code = EADDRNOTAVAIL;
  endpoint last;
  for (auto& x : *candidates) {
    last = x;
    fd_ = bound_socket(x);
    if (fd_)
      break;
    code = errno;
    // Another family of the same name must not hide that the port is taken.
    if (code == EADDRINUSE)
      break;
  }
  if (!fd_ && code == EADDRINUSE)
    return error{errc::in_use, "udp " + text_of(last)
                                   + " is taken; stop the other server or "
                                     "set `dogstatsd_port`"};
  if (!fd_)
    return error{errc::io, "udp " + text_of(last) + ": " + std::strerror(code)};
  set_receive_buffer(fd_.get(), options_.receive_buffer);
  drops_seen_ = 0;
  return ok();
}

read_report udp_source::read(packet_batch& into, int64_t) {
  return reader_.read(fd_.get(), into);
}

source_check udp_source::check(int64_t) {
  source_check result;
  if (!fd_)
    return result;
  auto drops = memory_of(fd_.get())[SK_MEMINFO_DROPS];
  // 32 bits that wrap.
  result.kernel_dropped = static_cast<uint32_t>(drops - drops_seen_);
  drops_seen_ = drops;
  return result;
}

double udp_source::fill() const {
  auto info = memory_of(fd_.get());
  if (info[SK_MEMINFO_RCVBUF] == 0)
    return 1.0;
  return static_cast<double>(info[SK_MEMINFO_RMEM_ALLOC])
         / info[SK_MEMINFO_RCVBUF];
}

void udp_source::seal() {
  // A filter that lets nothing in; what it refuses counts as dropped by the
  // kernel, so the books of a stop under load stay complete.
  sock_filter none{BPF_RET | BPF_K, 0, 0, 0};
  sock_fprog program{1, &none};
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program,
               sizeof program);
}

void udp_source::close() {
  fd_.reset();
}

std::string udp_source::address() const {
  if (fd_)
    return "udp://" + text_of(local_of(fd_.get()));
  return "udp://" + (options_.host.empty() ? "*" : options_.host) + ":"
         + std::to_string(options_.port);
}

uint16_t udp_source::port() const {
  return fd_ ? local_of(fd_.get()).port() : uint16_t{0};
}

} // namespace troupe
