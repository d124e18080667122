#pragma once
/// An HTTP server that should be there: tries to bind, and again with backoff
/// (1 s doubling to 8 s) while the port is taken by somebody else.
///
/// Thread rule: its owner's thread; handlers run on the server's.

#include <cstdint>
#include <memory>
#include <string>

#include "runtime/io/http_server/http_server.hpp"

namespace troupe {

class http_binding {
public:
  /// `hint` ends the text of a problem: what to do about it.
  http_binding(http_server_options options, http_handler handler,
               http_server::refusal_handler refused, std::string hint);

  /// Tries when it is not bound and the backoff is over.
  void poll(int64_t steady_ns);
  void stop();

  bool bound() const noexcept {
    return server_ != nullptr;
  }
  /// 0 while it is not bound.
  uint16_t port() const noexcept {
    return bound() ? server_->port() : uint16_t{0};
  }
  /// Why it is not bound; empty when it is.
  const std::string& problem() const noexcept {
    return problem_;
  }

private:
  http_server_options options_;
  http_handler handler_;
  http_server::refusal_handler refused_;
  std::string hint_;
  std::unique_ptr<http_server> server_;
  std::string problem_;
  int64_t next_ns_ = 0;
  int64_t backoff_s_ = 1;
};

} // namespace troupe
