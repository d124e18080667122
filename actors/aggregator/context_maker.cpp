#include "actors/aggregator/context_maker.hpp"

#include <algorithm>

#include <xxhash.h>

namespace troupe {

namespace {

void append(std::string& to, std::string_view part) {
  auto size = static_cast<uint32_t>(part.size());
  to.append(reinterpret_cast<const char*>(&size), sizeof(size));
  to.append(part);
}

} // namespace

context_parts make_parts(std::string_view name, std::string_view host,
                         const std::vector<std::string>& tags,
                         context_traits traits) {
  context_parts result{name, host, {tags.begin(), tags.end()}, traits};
  std::sort(result.tags.begin(), result.tags.end());
  result.tags.erase(std::unique(result.tags.begin(), result.tags.end()),
                    result.tags.end());
  result.traits.agent_host = host.empty();
  return result;
}

hash128 key_of(const context_parts& x) {
  // Each part with its size, so that no two identities look the same.
  std::string bytes;
  append(bytes, x.name);
  append(bytes, x.host);
  for (auto tag : x.tags)
    append(bytes, tag);
  bytes.push_back(static_cast<char>(x.traits.kind));
  auto hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.low64, hash.high64};
}

context_ptr make_context(const context_parts& x, const hash128& key) {
  return metric_context::make(key, x.name, x.host, x.tags, x.traits);
}

context_ptr make_context(const context_parts& x) {
  return make_context(x, key_of(x));
}

} // namespace troupe
