#pragma once
/// What the debug service can ask of the runtime. The roof implements it over
/// the tree, the ledger and the topology; the service only carries it to
/// clients.
///
/// Thread rule: called on gRPC threads; reads must not wait for an actor.

#include <cstdint>
#include <functional>
#include <string>

#include "runtime/base/result.hpp"

namespace troupe {

enum class fault_request : uint8_t { kill, throw_exception, stall };

class debug_backend {
public:
  using answer = std::function<void(result<std::string>)>;

  virtual ~debug_backend() = default;

  // Each returns a JSON document.
  virtual std::string status() = 0;
  virtual std::string health() = 0;
  virtual std::string tree() = 0;
  virtual std::string ledger() = 0;
  virtual std::string topology() = 0;
  virtual std::string version() = 0;
  virtual std::string config() = 0;

  // These answer later, exactly once, on any thread.
  virtual void ledger_barrier(answer reply) = 0;
  virtual void flush(answer reply) = 0;

  /// `denied` unless faults are enabled, `not_found` for an unknown id.
  virtual result<std::string>
  fault(fault_request kind, const std::string& actor, uint32_t duration_ms) = 0;
};

} // namespace troupe
