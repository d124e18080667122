#pragma once
/// The inside of the HTTP server: the hub that all connections share, and one
/// connection. Included by this folder's sources only, because it costs
/// seconds of compile time.
///
/// Thread rule: everything runs on the hub's one I/O thread, except the
/// destruction of a hub whose thread has ended.

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "runtime/io/http_server/http_server.hpp"
#include "runtime/io/http_server/http_target.hpp"

namespace troupe {

class http_session;

class http_hub : public std::enable_shared_from_this<http_hub> {
public:
  using tcp = boost::asio::ip::tcp;

  http_hub(http_server_options x, http_handler h,
           http_server::refusal_handler r)
      : options(std::move(x)), handler(std::move(h)), refused(std::move(r)) {
  }

  /// Binds and listens; the port that it got.
  result<uint16_t> listen();
  void run();
  /// Safe on any thread.
  void stop();

  // First, so that it goes last: sessions refer to it.
  boost::asio::io_context io{1};
  const http_server_options options;
  const http_handler handler;
  const http_server::refusal_handler refused;
  std::unordered_set<std::shared_ptr<http_session>> sessions;
  /// Bytes that bodies in memory take, or may come to take.
  const std::shared_ptr<std::atomic<size_t>> body_bytes =
      std::make_shared<std::atomic<size_t>>(0);

private:
  void accept();
  void admit(tcp::socket socket);
  bool make_room();
  void close_all();

  tcp::acceptor acceptor_{io};
  boost::asio::steady_timer retry_{io};
  bool stopping_ = false;
};

/// Room for one body. It goes with the request, which may outlive its
/// connection: a body that waits in a mailbox still takes memory.
class body_lease {
public:
  body_lease(std::shared_ptr<std::atomic<size_t>> total, size_t bytes)
      : total_(std::move(total)), bytes_(bytes) {
    *total_ += bytes_;
  }
  body_lease(const body_lease&) = delete;
  ~body_lease() {
    *total_ -= bytes_;
  }

private:
  std::shared_ptr<std::atomic<size_t>> total_;
  size_t bytes_;
};

class http_session : public std::enable_shared_from_this<http_session> {
public:
  using tcp = boost::asio::ip::tcp;
  using error_code = boost::system::error_code;

  http_session(http_hub& hub, tcp::socket socket);
  void start();
  void close();
  /// Between two requests.
  bool idle() const noexcept {
    return phase_ == phase::idle && buffer_.size() == 0;
  }

private:
  enum class phase { idle, body, answering, writing, lingering, closed };
  using parser =
      boost::beast::http::request_parser<boost::beast::http::string_body>;

  void arm(std::chrono::milliseconds limit);
  void on_deadline();
  void read_header();
  void on_header(error_code ec);
  bool admissible();
  bool reserve_body();
  void read_body();
  void on_body(error_code ec);
  void dispatch();
  void refuse(http_refusal why, unsigned status, std::string_view text);
  void write(http_answer answer);
  void on_written(error_code ec);
  void linger();

  http_hub& hub_;
  tcp::socket socket_;
  boost::asio::steady_timer deadline_;
  boost::beast::flat_buffer buffer_;
  std::optional<parser> parser_;
  http_target target_;
  phase phase_ = phase::idle;
  /// Of the request that is being answered; a late answer finds another one.
  uint64_t turn_ = 0;
  std::shared_ptr<body_lease> lease_;
  bool keep_alive_ = false;
  bool head_only_ = false;
  std::string head_;
  std::string body_;
  size_t lingered_ = 0;
};

} // namespace troupe
