#pragma once
/// Serializer -> forwarder: one body, compressed and within the intake's
/// limits, ready to be sent to every endpoint that takes its kind.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/base/ref_counted.hpp"

namespace troupe {

/// What the body is; decides the route and the counters.
enum class payload_kind : uint8_t {
  series_v2 = 0,
  series_v1 = 1,
  sketches = 2,
  service_checks = 3,
  events = 4,
  host_metadata = 5,
  metadata = 6,
  orchestrator = 7,
  orchestrator_legacy = 8,
  manifests = 9,
};

/// The Agent's endpoint name, used as a label.
constexpr std::string_view to_string(payload_kind x) {
  constexpr std::string_view names[] = {
      "series_v2", "series_v1",   "sketches_v2",  "check_run_v1", "intake",
      "intake",    "metadata_v1", "orchestrator", "orchestrator", "orchmanif"};
  return names[static_cast<size_t>(x)];
}

/// The path under the intake's base URL.
constexpr std::string_view route(payload_kind x) {
  constexpr std::string_view paths[] = {
      "/api/v2/series",    "/api/v1/series", "/api/beta/sketches",
      "/api/v1/check_run", "/intake/",       "/intake/",
      "/api/v1/metadata",  "/api/v2/orch",   "/api/v1/orchestrator",
      "/api/v2/orchmanif"};
  return paths[static_cast<size_t>(x)];
}

constexpr size_t payload_kind_count = 10;

enum class payload_priority : uint8_t { normal = 0, high = 1 };

class payload final : public ref_counted {
public:
  payload_kind kind = payload_kind::series_v2;
  payload_priority priority = payload_priority::normal;
  /// As sent, after compression.
  std::string body;
  /// Names and values beside those that the forwarder adds (key, agent).
  std::vector<std::pair<std::string, std::string>> headers;
  /// Items (series, sketches, events, ...) and points inside.
  uint32_t items = 0;
  uint64_t points = 0;
  /// False: never written to disk (host metadata).
  bool storable = true;
  /// Wall nanoseconds of creation.
  int64_t created_ns = 0;
};

} // namespace troupe
