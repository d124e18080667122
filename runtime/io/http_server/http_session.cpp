#include "runtime/io/http_server/http_session.hpp"

#include <array>
#include <cctype>

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>

namespace troupe {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr size_t buffer_size = 16 * 1024;
/// What a refused client may still send before it is cut off: an answer that
/// is followed by a reset may be lost.
constexpr size_t linger_bytes = 16 * 1024 * 1024;
constexpr std::chrono::milliseconds linger_time{1000};

std::string_view view(boost::beast::string_view x) {
  return {x.data(), x.size()};
}

std::string lower(std::string_view x) {
  std::string result{x};
  for (auto& c : result)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

http_answer refusal_answer(unsigned status, std::string_view text) {
  return {status,
          "application/json",
          R"({"errors":[")" + std::string{text} + "\"]}",
          {}};
}

/// An error of the parser, not of the connection.
bool is_malformed(const boost::system::error_code& ec) {
  static const boost::system::error_code end = http::error::end_of_stream;
  return ec.category() == end.category() && ec != end
         && ec != http::error::partial_message;
}

std::string render_head(const http_answer& x, bool keep_alive) {
  auto reason = http::obsolete_reason(http::int_to_status(x.status));
  auto result = "HTTP/1.1 " + std::to_string(x.status) + " ";
  result += view(reason);
  result += "\r\nContent-Type: " + x.content_type
            + "\r\nContent-Length: " + std::to_string(x.body.size())
            + "\r\nX-Content-Type-Options: nosniff\r\n";
  for (auto& [name, value] : x.headers)
    result += name + ": " + value + "\r\n";
  result += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
  return result;
}

} // namespace

http_session::http_session(http_hub& hub, tcp::socket socket)
    : hub_(hub),
      socket_(std::move(socket)),
      deadline_(hub.io),
      // One request needs its header here; bodies are read past it.
      buffer_(hub.options.max_header + buffer_size) {
  buffer_.reserve(buffer_size);
}

void http_session::start() {
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  read_header();
}

void http_session::close() {
  if (phase_ == phase::closed)
    return;
  phase_ = phase::closed;
  ++turn_;
  lease_.reset();
  error_code ignored;
  deadline_.cancel(ignored);
  socket_.close(ignored);
  hub_.sessions.erase(shared_from_this());
}

void http_session::arm(std::chrono::milliseconds limit) {
  deadline_.expires_after(limit);
  deadline_.async_wait([self = shared_from_this()](error_code ec) {
    // A wait that was overtaken by a later one may have been queued already.
    if (!ec && self->deadline_.expiry() <= std::chrono::steady_clock::now())
      self->on_deadline();
  });
}

void http_session::on_deadline() {
  if (phase_ == phase::closed)
    return;
  if (phase_ == phase::answering) {
    hub_.refused(http_refusal::no_answer);
    keep_alive_ = false;
    write(refusal_answer(503, "no answer in time"));
    return;
  }
  if (!idle() && phase_ != phase::lingering)
    hub_.refused(http_refusal::timeout);
  close();
}

void http_session::read_header() {
  parser_.emplace();
  parser_->header_limit(static_cast<uint32_t>(hub_.options.max_header));
  parser_->body_limit(hub_.options.max_body);
  phase_ = phase::idle;
  keep_alive_ = head_only_ = false;
  arm(hub_.options.idle_timeout);
  http::async_read_header(socket_, buffer_, *parser_,
                          [self = shared_from_this()](error_code ec, size_t) {
                            self->on_header(ec);
                          });
}

void http_session::on_header(error_code ec) {
  if (phase_ == phase::closed)
    return;
  if (ec == http::error::header_limit || ec == http::error::buffer_overflow)
    return refuse(http_refusal::header_limit, 431, "the header is too long");
  if (ec == http::error::body_limit)
    return refuse(http_refusal::body_limit, 413, "the body is too long");
  if (is_malformed(ec))
    return refuse(http_refusal::malformed, 400, "this is no HTTP request");
  if (ec)
    return close();
  if (!admissible() || !reserve_body())
    return;
  phase_ = phase::body;
  arm(hub_.options.transfer_timeout);
  if (lower(view(parser_->get()[http::field::expect])) != "100-continue")
    return read_body();
  head_ = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(socket_, asio::buffer(head_),
                    [self = shared_from_this()](error_code error, size_t) {
                      error ? self->close() : self->read_body();
                    });
}

/// Whether this sender may ask for this; refuses if not.
bool http_session::admissible() {
  auto& request = parser_->get();
  auto& options = hub_.options;
  head_only_ = request.method() == http::verb::head;
  auto target = parse_http_target(view(request.target()));
  if (!target) {
    refuse(http_refusal::malformed, 400, target.err().text);
    return false;
  }
  target_ = *std::move(target);
  if (!options.check_host)
    return true;
  // HTTP/1.0 knows no Host, and no browser speaks it.
  auto old = request.version() < 11 && request.count(http::field::host) == 0;
  if (request.count(http::field::host) > 1
      || (!old
          && !is_local_host(view(request[http::field::host]), options.hosts))) {
    refuse(http_refusal::foreign_host, 403, "the Host header is not local");
    return false;
  }
  if (request.count(http::field::origin) > 0
      && !is_local_origin(view(request[http::field::origin]), options.hosts)) {
    refuse(http_refusal::foreign_origin, 403, "requests of other sites");
    return false;
  }
  return true;
}

/// A body of unknown length counts as the longest one.
bool http_session::reserve_body() {
  auto length = parser_->content_length();
  size_t need = 0;
  if (length)
    need = static_cast<size_t>(*length);
  else if (parser_->chunked())
    need = hub_.options.max_body;
  if (need > hub_.options.max_body) {
    refuse(http_refusal::body_limit, 413, "the body is too long");
    return false;
  }
  if (*hub_.body_bytes + need > hub_.options.max_body_total) {
    refuse(http_refusal::busy, 503, "too many bodies at once");
    return false;
  }
  lease_ = std::make_shared<body_lease>(hub_.body_bytes, need);
  return true;
}

void http_session::read_body() {
  http::async_read(socket_, buffer_, *parser_,
                   [self = shared_from_this()](error_code ec, size_t) {
                     self->on_body(ec);
                   });
}

void http_session::on_body(error_code ec) {
  if (phase_ == phase::closed)
    return;
  if (ec == http::error::body_limit)
    return refuse(http_refusal::body_limit, 413, "the body is too long");
  if (ec == http::error::bad_chunk || ec == http::error::bad_chunk_extension)
    return refuse(http_refusal::malformed, 400, "the body has a broken chunk");
  if (ec)
    return close();
  dispatch();
}

void http_session::dispatch() {
  auto message = parser_->release();
  keep_alive_ = message.keep_alive();
  auto request = make_ref<http_request>();
  request->method = std::string{view(message.method_string())};
  request->path = std::move(target_.path);
  request->query = std::move(target_.query);
  for (auto& field : message)
    request->headers.emplace_back(lower(view(field.name_string())),
                                  std::string{view(field.value())});
  request->body = std::move(message.body());
  parser_.reset();
  phase_ = phase::answering;
  arm(hub_.options.answer_timeout);
  // The hub is kept, so that an answer always finds its queue; the session is
  // not, so that an answer after the end finds nobody.
  request->respond = [hub = hub_.shared_from_this(), turn = ++turn_,
                      weak = weak_from_this(),
                      lease = std::move(lease_)](http_answer answer) {
    asio::post(hub->io, [weak, turn, x = std::move(answer)]() mutable {
      auto self = weak.lock();
      if (self != nullptr && self->phase_ == phase::answering
          && self->turn_ == turn)
        self->write(std::move(x));
    });
  };
  hub_.handler(std::move(request));
}

void http_session::refuse(http_refusal why, unsigned status,
                          std::string_view text) {
  hub_.refused(why);
  keep_alive_ = false;
  write(refusal_answer(status, text));
}

void http_session::write(http_answer answer) {
  phase_ = phase::writing;
  ++turn_;
  lease_.reset();
  head_ = render_head(answer, keep_alive_);
  body_ = head_only_ ? std::string{} : std::move(answer.body);
  arm(hub_.options.transfer_timeout);
  std::array<asio::const_buffer, 2> parts{asio::buffer(head_),
                                          asio::buffer(body_)};
  asio::async_write(socket_, parts,
                    [self = shared_from_this()](error_code ec, size_t) {
                      self->on_written(ec);
                    });
}

void http_session::on_written(error_code ec) {
  if (phase_ == phase::closed)
    return;
  std::string{}.swap(body_);
  if (ec)
    return close();
  if (keep_alive_)
    return read_header();
  phase_ = phase::lingering;
  socket_.shutdown(tcp::socket::shutdown_send, ec);
  arm(linger_time);
  linger();
}

/// Takes what the client still sends, so that it can read the answer.
void http_session::linger() {
  buffer_.clear();
  socket_.async_read_some(buffer_.prepare(buffer_size),
                          [self = shared_from_this()](error_code ec, size_t n) {
                            self->lingered_ += n;
                            if (ec || self->lingered_ > linger_bytes)
                              self->close();
                            else
                              self->linger();
                          });
}

} // namespace troupe
