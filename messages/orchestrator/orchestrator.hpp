#pragma once
/// Orchestrator data of a check: already encoded protobuf message bodies with
/// their type byte. Metadata is sent at once; manifests wait for the flush.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "runtime/base/ref_counted.hpp"
#include "runtime/base/ticket.hpp"

namespace troupe {

/// One process-style message: its wire type byte (41 pod, 80 manifest, ...)
/// and its protobuf body without header.
struct orchestrator_message {
  uint8_t type = 0;
  std::string body;
};

/// Check -> aggregator -> serializer.
class orchestrator_batch final : public ref_counted {
public:
  orchestrator_batch(std::string cluster, std::vector<orchestrator_message> xs,
                     ticket entries)
      : cluster_id(std::move(cluster)),
        messages(std::move(xs)),
        ledger(std::move(entries)) {
  }
  std::string cluster_id;
  std::vector<orchestrator_message> messages;
  /// Messages of the `orchestrator` stage.
  mutable ticket ledger;
};

} // namespace troupe
