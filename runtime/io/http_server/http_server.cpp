#include "runtime/io/http_server/http_server.hpp"

#include <pthread.h>

#include <boost/asio/post.hpp>

#include "runtime/io/http_server/http_session.hpp"

namespace troupe {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

error explain(const error_code& ec, const http_server_options& options) {
  auto code = errc::io;
  if (ec == asio::error::address_in_use)
    code = errc::in_use;
  else if (ec == asio::error::access_denied)
    code = errc::denied;
  return {code, "cannot listen on " + options.host + ":"
                    + std::to_string(options.port) + ": " + ec.message()};
}

} // namespace

result<uint16_t> http_hub::listen() {
  error_code ec;
  auto name = options.host == "localhost" ? "127.0.0.1" : options.host;
  auto address = asio::ip::make_address(name, ec);
  if (ec)
    return error{errc::bad_config, options.host + " is no address"};
  tcp::endpoint where{address, options.port};
  acceptor_.open(where.protocol(), ec);
  if (!ec)
    acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec)
    acceptor_.bind(where, ec);
  if (!ec)
    acceptor_.listen(64, ec);
  if (ec)
    return explain(ec, options);
  return acceptor_.local_endpoint().port();
}

void http_hub::run() {
  accept();
  io.run();
}

void http_hub::stop() {
  asio::post(io, [this] { close_all(); });
}

void http_hub::close_all() {
  stopping_ = true;
  error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel(ignored);
  // A copy, because closing takes a session out of the set.
  auto all = sessions;
  for (auto& x : all)
    x->close();
}

void http_hub::accept() {
  acceptor_.async_accept([this](error_code ec, tcp::socket socket) {
    if (stopping_)
      return;
    if (!ec) {
      admit(std::move(socket));
      return accept();
    }
    // No file descriptors, most likely: they come back, a busy loop does not
    // help.
    retry_.expires_after(std::chrono::milliseconds(100));
    retry_.async_wait([this](error_code) {
      if (!stopping_)
        accept();
    });
  });
}

void http_hub::admit(tcp::socket socket) {
  if (sessions.size() >= options.max_connections && !make_room()) {
    refused(http_refusal::connection_limit);
    return; // closes the socket
  }
  auto session = std::make_shared<http_session>(*this, std::move(socket));
  sessions.insert(session);
  session->start();
}

bool http_hub::make_room() {
  for (auto& x : sessions)
    if (x->idle()) {
      // A copy, since close() takes it out of the set.
      // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
      auto victim = x;
      victim->close();
      return true;
    }
  return false;
}

result<std::unique_ptr<http_server>>
http_server::start(const http_server_options& options, http_handler handler,
                   refusal_handler refused) {
  auto hub = std::make_shared<http_hub>(options, std::move(handler),
                                        std::move(refused));
  auto port = hub->listen();
  if (!port)
    return port.err();
  std::unique_ptr<http_server> result{new http_server};
  result->hub_ = hub;
  result->port_ = *port;
  result->thread_ = std::thread{[hub] {
    pthread_setname_np(pthread_self(), "troupe.http");
    hub->run();
  }};
  return result;
}

http_server::~http_server() {
  stop();
}

void http_server::stop() {
  if (!thread_.joinable())
    return;
  hub_->stop();
  hub_.reset();
  // The owner may end on this very thread, when a handler held it last.
  if (thread_.get_id() == std::this_thread::get_id())
    thread_.detach();
  else
    thread_.join();
}

} // namespace troupe
