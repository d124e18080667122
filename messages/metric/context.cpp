#include "messages/metric/context.hpp"

#include <algorithm>
#include <new>

namespace troupe {

namespace {

constexpr size_t longest = 65535;

std::string_view cut(std::string_view text) {
  return text.substr(0, longest);
}

} // namespace

context_ptr metric_context::make(const hash128& key, std::string_view name,
                                 std::string_view host,
                                 std::span<const std::string_view> tags,
                                 const context_traits& traits) {
  name = cut(name);
  host = cut(host);
  tags = tags.first(std::min(tags.size(), longest));
  size_t tags_size = 0;
  for (auto tag : tags)
    tags_size += 2 + cut(tag).size();
  auto raw = ::operator new(sizeof(metric_context) + name.size() + host.size()
                            + tags_size);
  auto ctx = new (raw) metric_context;
  ctx->key_ = key;
  ctx->tags_size_ = static_cast<uint32_t>(tags_size);
  ctx->name_size_ = static_cast<uint16_t>(name.size());
  ctx->host_size_ = static_cast<uint16_t>(host.size());
  ctx->tag_count_ = static_cast<uint16_t>(tags.size());
  ctx->traits_ = traits;
  auto out = std::copy(name.begin(), name.end(), ctx->bytes());
  out = std::copy(host.begin(), host.end(), out);
  for (auto tag : tags) {
    auto text = cut(tag);
    auto size = static_cast<uint16_t>(text.size());
    std::memcpy(out, &size, 2);
    out = std::copy(text.begin(), text.end(), out + 2);
  }
  return context_ptr{ctx};
}

void metric_context::destroy() const noexcept {
  auto self = const_cast<metric_context*>(this);
  self->~metric_context();
  ::operator delete(self);
}

} // namespace troupe
