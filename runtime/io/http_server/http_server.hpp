#pragma once
/// A small HTTP/1.1 server for loopback: the local intake and its page, the
/// telemetry port, the health port. It reads whole requests, hands each with
/// its answer token to the handler and writes the answer when it comes.
///
/// Bounds: connections, header bytes, body bytes per request and of all
/// requests together, seconds per phase; see the options. At the connection
/// cap an idle keep-alive connection makes room; when none is idle, the new
/// one is closed. A refused request is answered (400, 403, 413, 431, 503) and
/// reported.
/// Thread rule: one thread of its own runs all I/O, the handler and `refused`,
/// which must not block; answers may come from any thread, also after `stop`.
/// The members of `http_server` belong to its owner's thread.
/// Errors: `in_use` when the port is taken, `denied` when it may not be bound,
/// `bad_config` when the host is no address, else `io`.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "messages/http/http_request.hpp"
#include "runtime/base/result.hpp"

namespace troupe {

/// Why the server itself refused a connection or request.
enum class http_refusal : uint8_t {
  connection_limit = 0,
  malformed = 1,
  header_limit = 2,
  body_limit = 3,
  /// All bodies together would need more than `max_body_total`.
  busy = 4,
  foreign_host = 5,
  foreign_origin = 6,
  /// The client was too slow.
  timeout = 7,
  /// The handler's side did not answer in time; the client got a 503.
  no_answer = 8,
};

constexpr size_t http_refusal_count = 9;

constexpr std::string_view to_string(http_refusal x) {
  constexpr std::string_view words[] = {
      "connection_limit", "malformed", "header_limit",
      "body_limit",       "busy",      "foreign_host",
      "foreign_origin",   "timeout",   "no_answer"};
  return words[static_cast<size_t>(x)];
}

struct http_server_options {
  /// An IPv4 or IPv6 address, or "localhost".
  std::string host = "127.0.0.1";
  /// 0 takes any free one; see `http_server::port`.
  uint16_t port = 0;
  size_t max_connections = 64;
  size_t max_header = 16 * 1024;
  size_t max_body = 8 * 1024 * 1024;
  size_t max_body_total = 32 * 1024 * 1024;
  /// From the end of one request to the complete header of the next.
  std::chrono::milliseconds idle_timeout{30'000};
  /// For the body, and for the client to take the answer.
  std::chrono::milliseconds transfer_timeout{30'000};
  /// For the handler's side.
  std::chrono::milliseconds answer_timeout{30'000};
  /// False only where nothing that is served needs protection.
  bool check_host = true;
  /// Host names that are allowed beside the loopback ones.
  std::vector<std::string> hosts;
};

/// Takes a request on the I/O thread; answer it at once or hand it on.
using http_handler = std::function<void(http_request_ptr)>;

class http_hub;

class http_server {
public:
  using refusal_handler = std::function<void(http_refusal)>;

  static result<std::unique_ptr<http_server>> start(
      const http_server_options& options, http_handler handler,
      refusal_handler refused = [](http_refusal) {});
  ~http_server();

  /// Where it listens.
  uint16_t port() const noexcept {
    return port_;
  }
  /// Closes every connection and ends the thread. Requests that are still
  /// unanswered find nobody when their answer comes.
  void stop();

private:
  http_server() = default;

  std::shared_ptr<http_hub> hub_;
  uint16_t port_ = 0;
  std::thread thread_;
};

} // namespace troupe
