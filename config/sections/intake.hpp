#pragma once
/// The embedded local intake: what a person without an account sees.
///
/// Thread rule: a value; filled once by the loader, then only read.

#include <chrono>
#include <cstdint>

namespace troupe {

struct intake_config {
  /// Runs the local intake and its page. Unset: it runs exactly when there is
  /// no `api_key`. With a key and true, both receive. False without a key is
  /// an error: the data would go nowhere. The finalised value is plain.
  /// Key: troupe.local_intake.enabled
  /// Default: unset
  bool enabled = false;

  /// Port on 127.0.0.1. 0 takes a free one (status names it). Change it when
  /// it is taken.
  /// Key: troupe.local_intake.port
  /// Default: 8228
  uint16_t port = 8228;

  /// How long data is kept. Accepted: 1m to 366d.
  /// Key: troupe.local_intake.retention
  /// Default: 24h
  std::chrono::seconds retention{std::chrono::hours{24}};

  /// Largest size of the store on disk; the oldest data goes first. Accepted:
  /// 1MiB to 1TiB.
  /// Key: troupe.local_intake.max_size
  /// Default: 256MiB
  int64_t max_size = int64_t{256} << 20;
};

} // namespace troupe
