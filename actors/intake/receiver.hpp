#pragma once
/// The POST routes of the local intake, those of a Datadog intake: takes the
/// encoding off, decodes, stores, counts.
///
/// Bounds: `inflate_limits`, `item_limits`. Nothing of a payload is kept when
/// a part of it cannot be read; single items over a limit are skipped.
/// Thread rule: one thread, that of the store.
/// Errors: 400 malformed, 413 too large or a bomb, 415 unknown encoding, 503
/// when the store fails (senders try again).

#include <array>
#include <cstdint>
#include <string>

#include "actors/intake/decompress.hpp"
#include "actors/intake/store.hpp"
#include "messages/http/http_request.hpp"
#include "runtime/observability/metrics.hpp"

namespace troupe::local {

/// What a route takes; a label of the counters.
enum class payload_route : uint8_t {
  series_v2 = 0,
  series_v1 = 1,
  sketches = 2,
  check_runs = 3,
  intake = 4,
  metadata = 5,
  /// Taken and thrown away: nothing here shows it.
  orchestrator = 6,
};

constexpr size_t payload_route_count = 7;

enum class reject_reason : uint8_t {
  encoding = 0,
  bomb = 1,
  malformed = 2,
  limit = 3,
  storage = 4,
};

constexpr size_t reject_reason_count = 5;

class receiver {
public:
  explicit receiver(metrics& numbers, const inflate_limits& limits = {});

  static bool is_route(const std::string& path);
  /// Null store: it could not be opened.
  http_answer receive(const http_request& request, store* data, int64_t now_s);

private:
  http_answer reject(reject_reason why, unsigned status,
                     const std::string& text);
  void count(payload_route route, const write_counts& counts);

  inflate_limits limits_;
  std::array<metric_counter*, payload_route_count> payloads_;
  std::array<metric_counter*, payload_route_count> items_;
  std::array<metric_counter*, reject_reason_count> rejected_;
  std::array<metric_counter*, skip_reason_count> skipped_;
};

} // namespace troupe::local
