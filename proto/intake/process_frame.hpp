#pragma once
/// The frame around process-style messages (orchestrator data, manifests): 16
/// bytes, little-endian, then the message.
///
/// Thread rule: a pure function.

#include <array>
#include <cstdint>

namespace troupe {

/// How the message behind the frame is encoded. 2 is left out on purpose: it
/// means zstd frames of before 1.0, which no current library writes.
enum class frame_encoding : uint8_t {
  protobuf = 0,
  zstd = 4,
};

/// Version 3; subscription, organisation and timestamp stay 0 as in the Agent.
constexpr std::array<char, 16> process_frame(uint8_t type,
                                             frame_encoding encoding) {
  std::array<char, 16> result{};
  result[0] = 3;
  result[1] = static_cast<char>(encoding);
  result[2] = static_cast<char>(type);
  return result;
}

} // namespace troupe
