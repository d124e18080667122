#pragma once
/// What clients say about themselves: local data (`c:`), external data (`e:`)
/// and the tag cardinality they ask for (`card:`).
///
/// Thread rule: pure; views point into the field.

#include <cstdint>
#include <optional>
#include <string_view>

namespace troupe::dsd {

struct local_data {
  std::string_view container_id;
  /// 0 when unknown.
  uint64_t inode = 0;
};

struct external_data {
  bool init_container = false;
  std::string_view container_name;
  std::string_view pod_uid;
};

enum class cardinality : uint8_t { none, low, orchestrator, high };

/// "ci-<id>", "in-<inode>", the old "cid-<id>" or a bare id; of a list only
/// items with ci- and in- count.
local_data parse_local_data(std::string_view field);

/// A list of "it-<true|false>", "cn-<container name>" and "pu-<pod uid>".
external_data parse_external_data(std::string_view field);

/// Nothing for an unknown word.
std::optional<cardinality> parse_cardinality(std::string_view word);

} // namespace troupe::dsd
