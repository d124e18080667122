#pragma once
/// The gRPC server of `troupe.debug.v1.Debug` on a UNIX socket of mode 0600.
///
/// Thread rule: start and stop by one owner; calls run on gRPC's threads.
/// Bounds: 64 KiB per request, 8 open calls per connection, 4 MiB of buffers.
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
  /// Ends open calls within half a second; removes the socket file.
  void stop();
  /// It serves, and its socket file is where it should be.
  bool running() const;

private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace troupe
