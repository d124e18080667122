#include "runtime/io/socket/stream_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/epoll.h>
#include <sys/socket.h>

#include "runtime/io/socket/stream_framing.hpp"
#include "runtime/io/socket/udp_source.hpp"

namespace troupe {

namespace {

/// Few at a time: the kernel hands ready clients out in turn, so those that
/// found no room in this batch come first in the next.
constexpr int events_at_once = 4;

/// Bytes read of one client while others wait.
constexpr size_t shared_quantum = 64 * 1024;

size_t end_of(const packet_batch& x) {
  return x.packets.empty() ? 0
                           : x.packets.back().offset + x.packets.back().size;
}

packet sender_of(int fd) {
  ucred who{};
  socklen_t size = sizeof who;
  packet result;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0)
    return result;
  result.pid = static_cast<uint32_t>(who.pid);
  result.uid = who.uid;
  result.gid = who.gid;
  return result;
}

std::string printable(std::string_view x) {
  std::string result;
  for (auto c : x)
    result += c >= 0x20 && c < 0x7f ? c : '.';
  return result;
}

} // namespace

stream_source::stream_source(stream_options options)
    : options_(std::move(options)), path_(options_.path) {
}

stream_source::~stream_source() {
  close();
}

status stream_source::open() {
  auto bound = path_.bind(SOCK_STREAM);
  if (!bound)
    return bound.err();
  if (!epoll_)
    epoll_ = file_descriptor{::epoll_create1(EPOLL_CLOEXEC)};
  if (!epoll_)
    return error{errc::io, "socket " + options_.path
                               + ": epoll: " + std::strerror(errno)};
  listening_ = *std::move(bound);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = nullptr;
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, listening_.get(), &event) != 0) {
    listening_.reset();
    return error{errc::io, "socket " + options_.path
                               + ": epoll: " + std::strerror(errno)};
  }
  accept_paused_ = false;
  return ok();
}

read_report stream_source::read(packet_batch& into, int64_t steady_ns) {
  read_report report;
  auto at = end_of(into);
  auto& limits = options_.limits;
  while (true) {
    if (into.capacity - at < stream_room(limits)
        || into.packets.size() + limits.max_packets / 4 > limits.max_packets) {
      report.more = true;
      return report;
    }
    epoll_event events[events_at_once];
    auto n = ::epoll_wait(epoll_.get(), events, events_at_once, 0);
    if (n <= 0)
      return report;
    auto quantum = n == 1 ? into.capacity : shared_quantum;
    bool newcomers = false;
    for (auto i = 0; i < n; ++i) {
      auto client = static_cast<stream_connection*>(events[i].data.ptr);
      newcomers |= client == nullptr;
      if (client == nullptr || into.capacity - at < stream_room(limits)
          || into.packets.size() >= limits.max_packets)
        continue;
      auto end = client->read(into, at, quantum, limits, steady_ns, report);
      if (end == stream_end::too_big)
        tell_too_big(*client);
      if (end != stream_end::open)
        drop(*client);
    }
    // Last, because it may close a client that an event above points to.
    if (newcomers)
      accept_all(steady_ns, report);
  }
}

void stream_source::accept_all(int64_t steady_ns, read_report& report) {
  while (true) {
    file_descriptor fd{::accept4(listening_.get(), nullptr, nullptr,
                                 SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (fd) {
      add(std::move(fd), steady_ns, report);
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED)
      continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) {
      ++report.errors;
      watch_listening(false);
    }
    return;
  }
}

void stream_source::add(file_descriptor fd, int64_t steady_ns,
                        read_report& report) {
  if (connections_.size() >= options_.max_connections
      && !make_room(steady_ns, report)) {
    ++refused_;
    return;
  }
  set_receive_buffer(fd.get(), options_.receive_buffer);
  auto sender = options_.credentials ? sender_of(fd.get()) : packet{};
  auto client =
      std::make_unique<stream_connection>(std::move(fd), sender, steady_ns);
  epoll_event event{};
  event.events = EPOLLIN | EPOLLRDHUP;
  event.data.ptr = client.get();
  if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, client->fd(), &event) != 0) {
    ++refused_;
    return;
  }
  client->index = connections_.size();
  connections_.push_back(std::move(client));
}

bool stream_source::make_room(int64_t steady_ns, read_report& report) {
  auto silent = std::min_element(
      connections_.begin(), connections_.end(),
      [](const auto& a, const auto& b) { return a->last_ns() < b->last_ns(); });
  if (silent == connections_.end()
      || steady_ns - (*silent)->last_ns() < options_.idle_s * 1'000'000'000)
    return false;
  ++refused_;
  report.partial += (*silent)->is_inside_frame();
  drop(**silent);
  return true;
}

void stream_source::drop(stream_connection& x) {
  // Closing takes it out of epoll.
  auto index = x.index;
  std::swap(connections_[index], connections_.back());
  connections_[index]->index = index;
  connections_.pop_back();
}

void stream_source::watch_listening(bool on) {
  epoll_event event{};
  event.events = on ? EPOLLIN : 0U;
  event.data.ptr = nullptr;
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, listening_.get(), &event);
  accept_paused_ = !on;
}

void stream_source::tell_too_big(const stream_connection& x) const {
  if (!options_.on_too_big)
    return;
  std::string_view seen = x.refused();
  options_.on_too_big(
      "socket " + options_.path + ": a frame of "
      + std::to_string(frame_length(seen.data()))
      + " bytes is longer than `dogstatsd_buffer_size`; it begins with \""
      + printable(seen.substr(frame_header_bytes)) + "\"");
}

source_check stream_source::check(int64_t steady_ns) {
  source_check result;
  for (size_t i = connections_.size(); i-- > 0;) {
    if (!connections_[i]->is_overdue(options_.limits, steady_ns))
      continue;
    ++result.partial;
    drop(*connections_[i]);
  }
  if (accept_paused_)
    watch_listening(true);
  result.refused_clients = std::exchange(refused_, 0);
  result.file_gone = listening_ && !path_.is_ours();
  return result;
}

void stream_source::seal() {
  listening_.reset();
  for (auto& x : connections_)
    ::shutdown(x->fd(), SHUT_RD);
}

void stream_source::close() {
  connections_.clear();
  listening_.reset();
  epoll_.reset();
  path_.remove();
}

std::string stream_source::address() const {
  return "unix://" + options_.path;
}

} // namespace troupe
