#pragma once
/// Makes contexts for what does not come from a shard: samples of checks and
/// the agent's own series. Tags are sorted and made distinct here.
///
/// Bounds: as `metric_context::make`.
/// Thread rule: pure functions.

#include <string>
#include <string_view>
#include <vector>

#include "messages/metric/context.hpp"

namespace troupe {

/// An empty host is the agent's.
struct context_parts {
  std::string_view name;
  std::string_view host;
  /// Sorted and distinct.
  std::vector<std::string_view> tags;
  context_traits traits;
};

context_parts make_parts(std::string_view name, std::string_view host,
                         const std::vector<std::string>& tags,
                         context_traits traits);

/// Equal exactly for equal name, host, tags and kind: one name with two types
/// makes two contexts.
hash128 key_of(const context_parts& x);

context_ptr make_context(const context_parts& x, const hash128& key);
context_ptr make_context(const context_parts& x);

} // namespace troupe
