#include "tests/support/scripted_intake.hpp"

#include "tests/support/test_tls.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe::test {

/// One connection, plain or TLS, read through a small buffer.
class scripted_intake::wire {
public:
  wire(int fd, void* context) : fd_(fd) {
    if (context != nullptr)
      tls_ = tls_session::accept(context, fd);
  }
  bool usable(bool needs_tls) const {
    return !needs_tls || tls_ != nullptr;
  }

  bool fill() {
    char chunk[16384];
    auto n = tls_ ? tls_->read(chunk, sizeof(chunk))
                  : recv(fd_, chunk, sizeof(chunk), 0);
    if (n <= 0)
      return false;
    buffer.append(chunk, static_cast<size_t>(n));
    return true;
  }

  bool write(std::string_view data) {
    while (!data.empty()) {
      auto n = tls_ ? tls_->write(data.data(), data.size())
                    : send(fd_, data.data(), data.size(), MSG_NOSIGNAL);
      if (n <= 0)
        return false;
      data.remove_prefix(static_cast<size_t>(n));
    }
    return true;
  }

  /// The next close sends a reset.
  void arm_reset() const {
    linger hard{1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
  }

  std::string buffer;

private:
  int fd_;
  std::unique_ptr<tls_session> tls_;
};

scripted_intake::scripted_intake(intake_step otherwise)
    : scripted_intake(std::vector<intake_step>{}, std::move(otherwise)) {
}

scripted_intake::scripted_intake(std::vector<intake_step> script,
                                 intake_step otherwise)
    : script_(std::move(script)), otherwise_(std::move(otherwise)) {
  listen();
}

scripted_intake::scripted_intake(const tls_identity& identity,
                                 intake_step otherwise)
    : otherwise_(std::move(otherwise)) {
  tls_ = make_tls_context(identity, certificate_, offered_http2_);
  listen();
}

void scripted_intake::listen() {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, raw, size) != 0 || ::listen(listener_, 128) != 0
      || getsockname(listener_, raw, &size) != 0)
    throw std::runtime_error("the scripted intake has no port");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread{[this] { accept_loop(); }};
}

scripted_intake::~scripted_intake() {
  {
    std::lock_guard guard{mutex_};
    stopping_ = true;
    for (auto fd : sockets_)
      shutdown(fd, SHUT_RDWR);
  }
  changed_.notify_all();
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  close(listener_);
  for (auto& thread : threads_)
    thread.join();
}

std::string scripted_intake::url() const {
  return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:")
         + std::to_string(port_);
}

void scripted_intake::accept_loop() {
  for (;;) {
    auto fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    std::lock_guard guard{mutex_};
    if (stopping_ || fd < 0) {
      if (fd >= 0)
        close(fd);
      return;
    }
    ++connections_;
    sockets_.push_back(fd);
    threads_.emplace_back([this, fd] { serve(fd); });
  }
}

void scripted_intake::serve(int fd) {
  wire peer{fd, tls_.get()};
  auto more = peer.usable(tls_ != nullptr);
  while (more) {
    seen_request request;
    if (!read_request(peer, request))
      break;
    auto step = next_step(std::move(request));
    more = reply(peer, step);
    std::lock_guard guard{mutex_};
    --at_once_;
  }
  std::lock_guard guard{mutex_};
  std::erase(sockets_, fd);
  close(fd);
}

bool scripted_intake::read_request(wire& peer, seen_request& into) {
  size_t end = 0;
  while ((end = peer.buffer.find("\r\n\r\n")) == std::string::npos)
    if (!peer.fill())
      return false;
  auto head = peer.buffer.substr(0, end + 2);
  peer.buffer.erase(0, end + 4);
  auto space = head.find(' ');
  into.method = head.substr(0, space);
  into.target = head.substr(space + 1, head.find(' ', space + 1) - space - 1);
  for (auto at = head.find("\r\n") + 2; at < head.size();) {
    auto stop = head.find("\r\n", at);
    auto line = head.substr(at, stop - at);
    auto colon = line.find(": ");
    auto name = line.substr(0, colon);
    std::transform(name.begin(), name.end(), name.begin(), ::tolower);
    into.headers[name] =
        colon == std::string::npos ? "" : line.substr(colon + 2);
    at = stop + 2;
  }
  auto length = into.headers.count("content-length") != 0
                    ? std::stoul(into.headers["content-length"])
                    : 0;
  {
    std::lock_guard guard{mutex_};
    auto next = script_.empty() ? otherwise_ : script_.front();
    if (next.manner == intake_manner::reset_midway) {
      // Half of the body stays unread; the reset cuts the rest.
      seen_.push_back(into);
      if (!script_.empty())
        script_.erase(script_.begin());
      peer.arm_reset();
      changed_.notify_all();
      return false;
    }
  }
  while (peer.buffer.size() < length)
    if (!peer.fill())
      return false;
  into.body = peer.buffer.substr(0, length);
  peer.buffer.erase(0, length);
  return true;
}

intake_step scripted_intake::next_step(seen_request request) {
  std::lock_guard guard{mutex_};
  seen_.push_back(std::move(request));
  most_at_once_ = std::max(most_at_once_, ++at_once_);
  changed_.notify_all();
  if (script_.empty())
    return otherwise_;
  auto step = script_.front();
  script_.erase(script_.begin());
  return step;
}

bool scripted_intake::pause(int ms) const {
  std::unique_lock guard{mutex_};
  return !changed_.wait_for(guard, std::chrono::milliseconds{ms},
                            [this] { return stopping_; });
}

bool scripted_intake::reply(wire& peer, const intake_step& step) {
  if (step.delay_ms > 0 && !pause(step.delay_ms))
    return false;
  auto line = "HTTP/1.1 " + std::to_string(step.status) + " Scripted\r\n";
  auto unbounded = line + "Content-Length: 10000000000\r\n\r\n";
  switch (step.manner) {
  case intake_manner::answer: {
    for (const auto& header : step.headers)
      line += header + "\r\n";
    return peer.write(line
                      + "Content-Length: " + std::to_string(step.body.size())
                      + "\r\n\r\n" + step.body);
  }
  case intake_manner::reset:
  case intake_manner::reset_midway:
    peer.arm_reset();
    return false;
  case intake_manner::cut_header:
    peer.write(line + "Content-Le");
    return false;
  case intake_manner::empty:
    return false;
  case intake_manner::hang:
    pause(60'000);
    return false;
  case intake_manner::trickle:
    for (auto open = peer.write(unbounded); open;)
      open = pause(100) && peer.write("x");
    return false;
  case intake_manner::endless_body:
    for (auto open = peer.write(unbounded); open;)
      open = peer.write(std::string(65536, 'x'));
    return false;
  case intake_manner::endless_header:
    for (auto open = peer.write(line); open;)
      open = peer.write("X-More: " + std::string(1000, 'x') + "\r\n");
    return false;
  case intake_manner::garbage:
    peer.write("\x01\x02 no protocol at all\r\n\r\n");
    return false;
  }
  return false;
}

void scripted_intake::answer_with(intake_step step) {
  std::lock_guard guard{mutex_};
  script_.clear();
  otherwise_ = std::move(step);
}

std::vector<seen_request> scripted_intake::requests() const {
  std::lock_guard guard{mutex_};
  return seen_;
}

size_t scripted_intake::connections() const {
  std::lock_guard guard{mutex_};
  return connections_;
}

size_t scripted_intake::most_at_once() const {
  std::lock_guard guard{mutex_};
  return most_at_once_;
}

bool scripted_intake::wait_for(size_t n,
                               std::chrono::milliseconds patience) const {
  std::unique_lock guard{mutex_};
  return changed_.wait_for(guard, patience, [&] { return seen_.size() >= n; });
}

} // namespace troupe::test
