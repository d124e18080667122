#pragma once
/// What people may see of one endpoint; a copy, taken without asking the
/// actor.
///
/// Units: bytes, milliseconds. Thread rule: a value.

#include <cstdint>
#include <string>

#include "actors/forwarder/breaker.hpp"
#include "actors/forwarder/endpoint.hpp"

namespace troupe {

enum class key_state : uint8_t { unknown = 0, valid = 1, invalid = 2 };

constexpr std::string_view to_string(key_state x) {
  constexpr std::string_view words[] = {"unknown", "valid", "invalid"};
  return words[static_cast<size_t>(x)];
}

struct endpoint_status {
  std::string url;
  std::string masked_key;
  endpoint_role role = endpoint_role::main;
  key_state key = key_state::unknown;
  breaker_state breaker = breaker_state::closed;
  /// Until the next probe; 0 unless the breaker is open.
  int64_t blocked_ms = 0;
  uint64_t queued = 0;
  uint64_t queued_bytes = 0;
  uint64_t in_flight = 0;
  uint64_t attempts = 0;
  uint64_t delivered = 0;
  uint64_t dropped = 0;
  /// Attempts that may have arrived although no answer said so.
  uint64_t in_doubt = 0;
  /// Of the last attempt that ended; 0 when there was no answer.
  int last_status = 0;
  /// Empty when the last attempt delivered.
  std::string last_error;
};

} // namespace troupe
