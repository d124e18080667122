#pragma once
/// TLS for test servers, on OpenSSL: a certificate made on the spot, and the
/// server's side of a connection.
///
/// Thread rule: a context may be shared; a session has one thread.

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>

#include <sys/types.h>

namespace troupe::test {

struct tls_identity;

/// A server context; writes its certificate (PEM) to `certificate`. Sets
/// `offered_http2`, which must outlive it, when a client names that protocol.
std::shared_ptr<void> make_tls_context(const tls_identity& identity,
                                       std::string& certificate,
                                       std::atomic<bool>& offered_http2);

class tls_session {
public:
  /// Shakes hands; null when the client does not want to.
  static std::unique_ptr<tls_session> accept(void* context, int fd);
  ~tls_session();
  ssize_t read(char* data, size_t size);
  ssize_t write(const char* data, size_t size);

private:
  explicit tls_session(void* ssl) : ssl_(ssl) {
  }
  void* ssl_;
};

} // namespace troupe::test
