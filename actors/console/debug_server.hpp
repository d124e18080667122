#pragma once
/// The gRPC server of `troupe.debug.v1.Debug` on a UNIX socket of mode 0600.
///
/// Thread rule: start and stop by one owner; calls run on gRPC's threads.
/// Errors: `in_use` or `io` when the socket cannot be made, with its path.

#include <memory>
#include <string>

#include "actors/console/debug_backend.hpp"
#include "runtime/base/result.hpp"

namespace troupe {

class debug_server {
public:
  explicit debug_server(debug_backend& backend);
  ~debug_server();

  status start(const std::string& socket_path);
  /// Ends open calls within a second; removes the socket file.
  void stop();
  bool running() const;

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace troupe
