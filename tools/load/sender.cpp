#include "tools/load/sender.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <system_error>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "runtime/io/socket/file_descriptor.hpp"

namespace troupe::load {

namespace {

constexpr int64_t second_ns = 1'000'000'000;
constexpr size_t datagrams_at_once = 16;
constexpr size_t stream_bytes_at_once = 256 * 1024;

int64_t now_ns() {
  timespec x{};
  ::clock_gettime(CLOCK_MONOTONIC, &x);
  return x.tv_sec * second_ns + x.tv_nsec;
}

void sleep_until(int64_t ns) {
  timespec x{ns / second_ns, ns % second_ns};
  ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &x, nullptr);
}

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

file_descriptor connected(const target& to) {
  auto type = to.kind == wire::unix_stream ? SOCK_STREAM : SOCK_DGRAM;
  auto family = to.kind == wire::udp ? AF_INET : AF_UNIX;
  file_descriptor fd{::socket(family, type | SOCK_CLOEXEC, 0)};
  sockaddr_in inet{};
  inet.sin_family = AF_INET;
  inet.sin_port = htons(to.port);
  sockaddr_un path{};
  path.sun_family = AF_UNIX;
  if (to.kind == wire::udp)
    ::inet_pton(AF_INET, to.address.c_str(), &inet.sin_addr);
  else
    to.address.copy(path.sun_path, sizeof path.sun_path - 1);
  auto address = to.kind == wire::udp ? reinterpret_cast<sockaddr*>(&inet)
                                      : reinterpret_cast<sockaddr*>(&path);
  socklen_t size = to.kind == wire::udp ? sizeof inet : sizeof path;
  if (!fd || ::connect(fd.get(), address, size) != 0)
    fail("connect to " + to.address);
  return fd;
}

/// Sends `n` packets from `first` on; the number that went.
class burst_sender {
public:
  burst_sender(const target& to, const traffic& what, const pace& how)
      : fd_(connected(to)),
        kind_(to.kind),
        flags_(how.nonblocking ? MSG_DONTWAIT : 0),
        what_(what),
        headers_(datagrams_at_once),
        vectors_(datagrams_at_once) {
    if (kind_ != wire::udp)
      return;
    auto size = static_cast<int>(what.packets.front().size);
    if (::setsockopt(fd_.get(), SOL_UDP, UDP_SEGMENT, &size, sizeof size) != 0)
      fail("UDP_SEGMENT");
  }

  size_t send(size_t first, size_t n) {
    return kind_ == wire::unix_datagram ? datagrams(first, n)
                                        : joined(first, n);
  }

private:
  /// One call: the kernel cuts it into datagrams, or it is a stream.
  size_t joined(size_t first, size_t n) {
    auto& last = what_.packets[first + n - 1];
    auto from = what_.bytes.data() + what_.packets[first].offset;
    auto size = last.offset + last.size - what_.packets[first].offset;
    while (size > 0) {
      auto done = ::send(fd_.get(), from, size, MSG_NOSIGNAL);
      if (done < 0 && (errno == EINTR || errno == ECONNREFUSED))
        continue;
      if (done < 0)
        fail("send");
      from += done;
      size -= static_cast<size_t>(done);
    }
    return n;
  }

  size_t datagrams(size_t first, size_t n) {
    for (size_t i = 0; i < n; ++i) {
      auto& x = what_.packets[first + i];
      vectors_[i] = {const_cast<char*>(what_.bytes.data()) + x.offset, x.size};
      headers_[i].msg_hdr.msg_iov = &vectors_[i];
      headers_[i].msg_hdr.msg_iovlen = 1;
    }
    size_t sent = 0;
    while (sent < n) {
      auto done =
          ::sendmmsg(fd_.get(), headers_.data() + sent,
                     static_cast<unsigned>(n - sent), flags_ | MSG_NOSIGNAL);
      if (done > 0)
        sent += static_cast<size_t>(done);
      else if (errno == EAGAIN)
        break;
      else if (errno != EINTR)
        fail("sendmmsg");
    }
    return sent;
  }

  file_descriptor fd_;
  wire kind_;
  int flags_;
  const traffic& what_;
  std::vector<mmsghdr> headers_;
  std::vector<iovec> vectors_;
};

size_t burst_limit(const target& to, const traffic& what, const pace& how) {
  auto size = what.packets.front().size;
  if (to.kind == wire::unix_datagram)
    return datagrams_at_once;
  if (to.kind == wire::unix_stream)
    return std::max<size_t>(1, stream_bytes_at_once / size);
  return std::clamp<size_t>(std::min(how.burst, size_t{60'000} / size), 1, 32);
}

/// Adds what packets `first` to `last` (exclusive) of the traffic hold.
void count(sent_totals& totals, const traffic& what, size_t first,
           size_t last) {
  auto& end =
      last < what.packets.size() ? what.packets[last].before : what.total;
  for (size_t i = 0; i < type_count; ++i)
    totals.samples[i] += end[i] - what.packets[first].before[i];
  totals.packets += last - first;
  auto& tail = what.packets[last - 1];
  totals.bytes += tail.offset + tail.size - what.packets[first].offset;
}

} // namespace

target parse_target(const std::string& text) {
  auto colon = text.find(':');
  auto kind = text.substr(0, colon);
  auto rest = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (kind == "unixgram")
    return {wire::unix_datagram, rest, 0};
  if (kind == "unix")
    return {wire::unix_stream, rest, 0};
  auto port = rest.rfind(':');
  if (kind != "udp" || port == std::string::npos)
    throw std::runtime_error("--to " + text
                             + ": neither udp:HOST:PORT, unixgram:PATH nor "
                               "unix:PATH");
  return {wire::udp, rest.substr(0, port),
          static_cast<uint16_t>(std::stoul(rest.substr(port + 1)))};
}

sent_totals send_all(const target& to, const traffic& what, const pace& how,
                     const volatile std::sig_atomic_t& stop) {
  burst_sender out{to, what, how};
  auto burst = burst_limit(to, what, how);
  sent_totals totals;
  auto start = now_ns();
  auto end = start + static_cast<int64_t>(how.seconds * second_ns);
  size_t next = 0;
  uint64_t tried = 0;
  while (stop == 0 && (how.limit == 0 || tried < how.limit)) {
    auto now = now_ns();
    if (now >= end)
      break;
    if (how.packets > 0) {
      auto due = start
                 + static_cast<int64_t>(static_cast<double>(tried) / how.packets
                                        * second_ns);
      if (due > now + 50'000) {
        sleep_until(std::min(due, end));
        continue;
      }
    }
    auto n = std::min(burst, what.packets.size() - next);
    if (how.limit != 0)
      n = std::min<uint64_t>(n, how.limit - tried);
    auto sent = out.send(next, n);
    if (sent > 0)
      count(totals, what, next, next + sent);
    totals.refused += n - sent;
    tried += n;
    next = (next + n) % what.packets.size();
  }
  totals.seconds = static_cast<double>(now_ns() - start) / second_ns;
  return totals;
}

} // namespace troupe::load
