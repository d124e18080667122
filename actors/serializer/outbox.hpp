#pragma once
/// Makes a payload of a finished body (headers, time, counters) and hands it
/// on.
///
/// Thread rule: one owner.

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "actors/serializer/serializer_counters.hpp"
#include "messages/payload/payload.hpp"
#include "runtime/clock/clock.hpp"

namespace troupe {

using header_list = std::vector<std::pair<std::string, std::string>>;

/// Takes a payload; false when nobody was there to take it.
using payload_sink = std::function<bool(const ref_ptr<const payload>&)>;

/// One body with what is in it.
struct finished_body {
  std::string bytes;
  uint32_t items = 0;
  uint64_t points = 0;
};

class outbox {
public:
  /// Version of the library of payload schemas that the Agent names.
  static constexpr const char* agent_payload_version = "5.0.124";

  /// `encoding` is empty for bodies that are not compressed.
  outbox(std::string encoding, const clock_source& clock,
         serializer_counters& counters, payload_sink sink);

  /// False when nobody took it. `more` follows the headers of the kind.
  bool send(payload_kind kind, finished_body body, header_list more = {});

  int64_t wall_s() const {
    return clock_.wall_s();
  }
  serializer_counters& counters() noexcept {
    return counters_;
  }

private:
  header_list headers_of(payload_kind kind) const;

  std::string encoding_;
  const clock_source& clock_;
  serializer_counters& counters_;
  payload_sink sink_;
};

} // namespace troupe
