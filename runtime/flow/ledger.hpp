#pragma once
/// The ledger: one row per stage that data passes. Everything that came in is
/// at any moment out, dropped for a named reason, or resting somewhere.
///
/// Thread rule: rows lock themselves; the set of rows never changes.

#include <array>

#include "runtime/base/stage.hpp"

namespace troupe {

struct ledger {
  /// Datagrams and frames, from the socket until they are parsed.
  stage packets{"packets"};
  /// Metric values; a malformed message counts as one.
  stage values{"values"};
  /// Values folded into windows, until a flush turned them into points.
  stage samples{"samples"};
  /// Points of a flush, until they are part of a payload.
  stage points{"points"};
  stage events{"events"};
  stage service_checks{"service_checks"};
  /// Orchestrator metadata and manifests.
  stage orchestrator{"orchestrator"};
  /// One unit per payload and endpoint, until delivered.
  stage payloads{"payloads"};

  std::array<const stage*, 8> rows() const {
    return {&packets, &values,         &samples,      &points,
            &events,  &service_checks, &orchestrator, &payloads};
  }
};

} // namespace troupe
