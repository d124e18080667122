#pragma once
/// Who sent something, as far as the packet says: carried with events, checks
/// and samples for the tagger.

#include <cstdint>
#include <string>

namespace troupe {

struct origin {
  /// From SCM_CREDENTIALS; 0 when unknown.
  uint32_t pid = 0;
  /// Text of `c:`, `e:` and `card:`; empty when absent.
  std::string local_data;
  std::string external_data;
  std::string cardinality;
  /// Value of a `dd.internal.entity_id` tag.
  std::string entity_id;
};

} // namespace troupe
