/// troupe-sink: an HTTP intake that takes everything (202) as cheaply as it
/// can. With --count it keeps the bodies and decodes them when it is told to
/// stop, so that decoding does not compete with what is measured. Prints its
/// totals as one line of JSON on SIGTERM.

#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include <CLI/CLI.hpp>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "runtime/io/socket/file_descriptor.hpp"
#include "tools/load/sink_totals.hpp"

namespace {

using namespace troupe::load;
using troupe::file_descriptor;

volatile std::sig_atomic_t stopped = 0;

struct options {
  uint16_t port = 0;
  bool count = false;
  bool by_metric = false;
  std::string prefix = "bench.";
  size_t max_kept = size_t{1} << 30;
};

struct client {
  file_descriptor fd;
  std::string in;
};

/// The value of a header in a head; empty when it is not there.
std::string header(std::string_view head, std::string_view name) {
  for (size_t at = head.find("\r\n"); at != std::string_view::npos;
       at = head.find("\r\n", at + 2)) {
    auto line = head.substr(at + 2);
    if (line.size() <= name.size() || line[name.size()] != ':'
        || ::strncasecmp(line.data(), name.data(), name.size()) != 0)
      continue;
    auto value = line.substr(name.size() + 1);
    value = value.substr(0, value.find("\r\n"));
    auto from = value.find_first_not_of(' ');
    return from == std::string_view::npos ? ""
                                          : std::string{value.substr(from)};
  }
  return {};
}

class sink {
public:
  explicit sink(options how) : how_(std::move(how)) {
    listen();
  }

  uint16_t port() const {
    sockaddr_in x{};
    socklen_t size = sizeof x;
    ::getsockname(listening_.get(), reinterpret_cast<sockaddr*>(&x), &size);
    return ntohs(x.sin_port);
  }

  void serve() {
    while (stopped == 0) {
      epoll_event events[64];
      auto n = ::epoll_wait(epoll_.get(), events, 64, 1000);
      for (auto i = 0; i < n; ++i) {
        if (events[i].data.fd == listening_.get())
          accept();
        else
          read(events[i].data.fd);
      }
    }
  }

  std::string totals() {
    for (auto& x : kept_)
      totals_.add(x, how_.prefix, how_.by_metric);
    kept_.clear();
    return totals_.json();
  }

private:
  void listen() {
    int on = 1;
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(how_.port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::setsockopt(listening_.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(listening_.get(), reinterpret_cast<sockaddr*>(&where),
               sizeof where)
            != 0
        || ::listen(listening_.get(), 64) != 0)
      throw std::system_error(errno, std::generic_category(), "listen");
    watch(listening_.get());
  }

  void watch(int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
  }

  void accept() {
    file_descriptor fd{
        ::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (!fd)
      return;
    int on = 1;
    ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto number = fd.get();
    watch(number);
    clients_[number] = {std::move(fd), {}};
  }

  void read(int fd) {
    auto& from = clients_.at(fd);
    auto had = from.in.size();
    from.in.resize(had + 256 * 1024);
    auto got = ::recv(fd, from.in.data() + had, from.in.size() - had, 0);
    from.in.resize(had + static_cast<size_t>(got > 0 ? got : 0));
    if (got <= 0) {
      clients_.erase(fd);
      return;
    }
    while (take(from))
      continue;
  }

  /// Takes one whole request out of what came; false when there is none.
  bool take(client& from) {
    auto end = from.in.find("\r\n\r\n");
    if (end == std::string::npos)
      return false;
    std::string_view head{from.in.data(), end + 2};
    auto length =
        std::strtoull(header(head, "content-length").c_str(), nullptr, 10);
    auto body = end + 4;
    if (from.in.size() - body < length) {
      if (from.in.size() == body && !header(head, "expect").empty())
        answer(from, "HTTP/1.1 100 Continue\r\n\r\n");
      return false;
    }
    auto space = head.find(' ') + 1;
    auto path = std::string{head.substr(space, head.find(' ', space) - space)};
    path.resize(std::min(path.size(), path.find('?')));
    keep(path, header(head, "content-encoding"), from.in.substr(body, length));
    from.in.erase(0, body + length);
    if (path == "/api/v1/validate")
      answer(from, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                   "Content-Length: 14\r\n\r\n{\"valid\":true}");
    else
      answer(from, "HTTP/1.1 202 Accepted\r\nContent-Type: application/json"
                   "\r\nContent-Length: 2\r\n\r\n{}");
    return true;
  }

  static void answer(client& to, std::string_view text) {
    [[maybe_unused]] auto ignored =
        ::send(to.fd.get(), text.data(), text.size(), MSG_NOSIGNAL);
  }

  void keep(const std::string& path, std::string encoding, std::string body) {
    ++totals_.requests;
    ++totals_.by_path[path];
    totals_.bytes += body.size();
    if (!how_.count)
      return;
    kept_bytes_ += body.size();
    // Beyond the bound it decodes at once, at the price of some noise.
    if (kept_bytes_ > how_.max_kept)
      totals_.add({path, std::move(encoding), std::move(body)}, how_.prefix,
                  how_.by_metric);
    else
      kept_.push_back({path, std::move(encoding), std::move(body)});
  }

  options how_;
  file_descriptor listening_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  file_descriptor epoll_{::epoll_create1(EPOLL_CLOEXEC)};
  std::map<int, client> clients_;
  std::vector<request> kept_;
  size_t kept_bytes_ = 0;
  sink_totals totals_;
};

int run(int argc, char** argv) {
  CLI::App app{"Takes what an agent sends to its intake"};
  options how;
  app.add_option("--port", how.port, "0 takes a free one and prints it");
  app.add_flag("--count", how.count, "decode the payloads at the end");
  app.add_flag("--per-metric", how.by_metric, "sums by metric too");
  app.add_option("--prefix", how.prefix, "metrics to sum");
  CLI11_PARSE(app, argc, argv);
  struct sigaction action {};
  action.sa_handler = [](int) { stopped = 1; };
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGINT, &action, nullptr);
  sink server{how};
  std::printf("{\"port\":%u}\n", server.port());
  std::fflush(stdout);
  server.serve();
  std::printf("%s\n", server.totals().c_str());
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "troupe-sink: %s\n", e.what());
    return 1;
  }
}
