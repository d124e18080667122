#pragma once
/// Where payloads go that memory has no room for: the seam for a store on
/// disk. Without one they are dropped and counted as `evicted_mem`.
///
/// Thread rule: called under the delivery's lock.

#include "actors/forwarder/endpoint.hpp"
#include "actors/forwarder/waiting_queue.hpp"

namespace troupe {

class overflow {
public:
  virtual ~overflow() = default;
  /// True when the payload is safe now; its ledger unit then rests on disk.
  virtual bool take(const endpoint& where, const transaction& x) = 0;
};

/// Memory is all there is.
class memory_only final : public overflow {
public:
  bool take(const endpoint&, const transaction&) override {
    return false;
  }
};

} // namespace troupe
