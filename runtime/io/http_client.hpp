#pragma once
/// Outgoing HTTP: many calls at once on one thread, none of which blocks
/// another. A call ends in exactly one callback with a reply that either
/// carries a status or an error class, never an exception.
///
/// Units: milliseconds and bytes. Bounds: a reply's body and headers are
/// capped while they arrive; redirects are never followed; only http and
/// https are spoken. A status counts as received when the header is complete,
/// so a body that breaks or never ends does not turn an answer into none.
///
/// Thread rule: one thread at a time; `wakeup` alone is safe on any thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/ref_counted.hpp"
#include "runtime/io/proxy.hpp"

namespace troupe {

/// Why a call ended without a status.
enum class http_error : uint8_t {
  none = 0,
  /// The name has no address, or the resolver did not answer.
  dns = 1,
  /// No connection: refused, unreachable, or a forbidden address.
  connect = 2,
  /// The TLS handshake failed or the certificate is not trusted.
  tls = 3,
  /// The total time or the lowest speed was missed.
  timeout = 4,
  /// The request could not be written.
  write = 5,
  /// The connection ended or spoke no HTTP before a status came.
  read = 6,
  /// The URL cannot be used.
  invalid = 7,
};

/// The word used in logs and JSON.
std::string_view to_string(http_error x);

struct http_call {
  std::string method = "POST";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  /// Not copied: `body_owner` keeps it alive until the callback returned.
  std::string_view body;
  ref_ptr<const ref_counted> body_owner;
  /// Total time; 0 means the client's default.
  int64_t timeout_ms = 0;
  /// True when the URL holds a key: error texts then stay generic.
  bool secret_url = false;
};

struct http_reply {
  /// 0 when no complete header came.
  int status = 0;
  http_error error = http_error::none;
  /// For people, never with a secret; empty when a status came.
  std::string error_text;
  /// At most the cap; what comes beyond is not read.
  std::string body;
  std::string retry_after;
  /// The whole request went out; without a status the peer may have it.
  bool sent = false;
  /// The request was written more than once: a kept connection ended under it,
  /// so the peer may have it from the first time too.
  bool resent = false;
};

struct http_client_options {
  int64_t timeout_ms = 20'000;
  int64_t connect_timeout_ms = 10'000;
  /// A reply slower than this for that long is aborted.
  int64_t low_speed_bytes = 16;
  int64_t low_speed_ms = 10'000;
  size_t body_cap = 64 * 1024;
  size_t header_cap = 64 * 1024;
  /// HTTP/2 where TLS negotiates it; off: HTTP/1.1 with keep-alive.
  bool http2 = false;
  bool skip_ssl_validation = false;
  /// "tlsv1.0" to "tlsv1.3".
  std::string min_tls_version = "tlsv1.2";
  /// A file of certificate authorities beside the system's; empty: none.
  std::string ca_file;
  proxy_options proxy;
  /// A connection older than this is not used again; 0: no limit.
  int64_t connection_reset_s = 0;
  int64_t dns_cache_s = 60;
  /// Addresses of the link-local range (cloud metadata) are refused unless
  /// the URL itself names one.
  bool allow_link_local = false;
};

/// Connections made since start, for `transactions.connection_events`.
struct http_connection_counts {
  uint64_t opened = 0;
  uint64_t reused = 0;
};

class http_client {
public:
  using callback = std::function<void(const http_reply&)>;

  virtual ~http_client() = default;

  /// Takes a call; `done` runs inside a later `poll`.
  virtual void submit(http_call call, callback done) = 0;
  /// Moves all calls on and runs the callbacks of those that ended. Waits at
  /// most `timeout` for something to happen. Returns how many ended.
  virtual size_t poll(std::chrono::milliseconds timeout) = 0;
  /// Calls that a `poll` may bring further.
  virtual size_t active() const = 0;
  /// Forgets all calls; their callbacks never run.
  virtual void cancel_all() = 0;
  /// Ends a waiting `poll` at once, or the next one.
  virtual void wakeup() = 0;
  virtual http_connection_counts connections() const = 0;
};

/// The real one, on libcurl.
std::unique_ptr<http_client> make_http_client(http_client_options options);

} // namespace troupe
