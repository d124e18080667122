#pragma once
/// How much of the machine the runtime takes.
///
/// Thread rule: a value; filled once by the loader, then only read.

#include <cstdint>

namespace troupe {

struct runtime_config {
  /// Threads that run actors. 0: one per core, at least 2, at most 8.
  /// Accepted: 0 to 256. The finalised value is 1 or more.
  /// Key: troupe.runtime.workers
  /// Default: 0
  int32_t workers = 0;
};

} // namespace troupe
