#include "proto/intake/context_fields.hpp"

#include <cstring>

#include "proto/intake/utf8.hpp"
#include "proto/intake/wire.hpp"

namespace troupe {

namespace {

constexpr std::string_view device_prefix = "device:";
constexpr std::string_view resource_prefix = "dd.internal.resource:";

/// Numbers of the intake's origin tables.
constexpr uint32_t product_agent = 10;
constexpr uint32_t category_dogstatsd = 10;
constexpr uint32_t category_integration = 11;
constexpr uint32_t service_jmx_custom = 9;
constexpr uint32_t service_internal = 212;
constexpr uint32_t agent_hidden = 9;

uint32_t service_of(metric_source x) {
  switch (x) {
  case metric_source::jmx:
    return service_jmx_custom;
  case metric_source::internal:
    return service_internal;
  default:
    return 0;
  }
}

std::string encode_metadata(metric_source source, bool no_index,
                            uint32_t field) {
  char origin[32];
  auto end = origin;
  if (no_index)
    end = wire::put_number(end, 3, agent_hidden);
  end = wire::put_number(end, 4, product_agent);
  end = wire::put_number(end, 5,
                         source == metric_source::dogstatsd
                             ? category_dogstatsd
                             : category_integration);
  end = wire::put_number(end, 6, service_of(source));
  std::string_view body{origin, static_cast<size_t>(end - origin)};
  char outer[64];
  end = wire::put_length(outer, field, wire::bytes_size(body.size()));
  end = wire::put_bytes(end, 1, body);
  return {outer, static_cast<size_t>(end - outer)};
}

void put_resource(byte_buffer& out, std::string_view type,
                  std::string_view name) {
  auto size = wire::bytes_size(type.size()) + wire::text_size(name.size());
  auto first = out.room(wire::bytes_size(size));
  auto end = wire::put_length(first, 1, size);
  end = wire::put_bytes(end, 1, type);
  end = wire::put_text(end, 2, name);
  out.grow(static_cast<size_t>(end - first));
}

} // namespace

resource_tag resource_of(std::string_view tag) noexcept {
  // One look at the first byte settles it for nearly every tag.
  if (tag.empty() || tag[0] != 'd')
    return {};
  if (tag.starts_with(device_prefix)) {
    auto name = tag.substr(device_prefix.size());
    return {true, name.empty() ? "" : device_prefix.substr(0, 6), name};
  }
  if (!tag.starts_with(resource_prefix))
    return {};
  auto rest = tag.substr(resource_prefix.size());
  auto colon = rest.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == rest.size())
    return {true, {}, {}};
  return {true, rest.substr(0, colon), rest.substr(colon + 1)};
}

std::string_view source_type_of(metric_source x) noexcept {
  return x == metric_source::check || x == metric_source::internal ? "System"
                                                                   : "";
}

context_fields::context_fields(layout shape, std::string_view hostname)
    : shape_(shape) {
  append_utf8(hostname_, hostname);
  byte_buffer own;
  put_resource(own, "host", hostname_);
  own_resource_ = own.view();
  uint32_t field = shape == layout::series ? 9 : 8;
  for (size_t i = 0; i < metadata_table_.size(); ++i)
    metadata_table_[i] =
        encode_metadata(static_cast<metric_source>(i % 4), i >= 4, field);
}

void context_fields::prepare(const metric_context& x) {
  auto& traits = x.traits();
  metadata_ = metadata_table_[static_cast<size_t>(traits.source) % 4
                              + (traits.no_index ? 4 : 0)];
  // The key guards against another context at the same address.
  if (&x == last_ && x.key() == last_key_)
    return;
  last_ = &x;
  last_key_ = x.key();
  auto plain = is_ascii(x.raw());
  name_ = plain ? x.name() : to_utf8(x.name(), spare_name_);
  if (traits.agent_host)
    host_ = hostname_;
  else
    host_ = plain ? x.host() : to_utf8(x.host(), spare_host_);
  if (!plain || !copy_tags(x))
    write_tags(x);
  if (shape_ == layout::series)
    write_resources(x);
}

/// A stored tag has two bytes of size in front of its text; a written one has
/// the field's byte and, below 128, one byte of size: copied in one piece and
/// patched, most contexts are done. False for the others.
bool context_fields::copy_tags(const metric_context& x) {
  auto stored = x.raw().substr(x.name().size() + x.host().size());
  has_special_ = false;
  tags_.clear();
  if (stored.empty())
    return true;
  auto at = tags_.room(stored.size());
  std::memcpy(at, stored.data(), stored.size());
  auto end = at + stored.size();
  auto series = shape_ == layout::series;
  auto field = wire::tag(series ? 3 : 4, wire::type::bytes);
  while (at != end) {
    uint16_t size;
    std::memcpy(&size, at, 2);
    // The first byte settles nearly all of them without a call.
    auto special = series && size > 0 && at[2] == 'd'
                   && resource_of({at + 2, size}).special;
    if (size >= 128 || special)
      return false;
    at[0] = field;
    at[1] = static_cast<char>(size);
    at += 2 + size;
  }
  tags_.grow(stored.size());
  return true;
}

void context_fields::write_tags(const metric_context& x) {
  tags_.clear();
  has_special_ = false;
  // A tag takes two bytes more than its text when stored, and at most four
  // more when written.
  auto first = tags_.room(x.raw().size() + 2 * x.tag_count());
  auto out = first;
  uint32_t field = shape_ == layout::series ? 3 : 4;
  for (auto tag : x.tags()) {
    if (!is_utf8(tag))
      return write_repaired_tags(x);
    if (shape_ == layout::series && resource_of(tag).special)
      has_special_ = true;
    else
      out = wire::put_bytes(out, field, tag);
  }
  tags_.grow(static_cast<size_t>(out - first));
}

void context_fields::write_repaired_tags(const metric_context& x) {
  tags_.clear();
  has_special_ = false;
  uint32_t field = shape_ == layout::series ? 3 : 4;
  std::string spare;
  for (auto raw : x.tags()) {
    if (shape_ == layout::series && resource_of(raw).special) {
      has_special_ = true;
      continue;
    }
    auto tag = to_utf8(raw, spare);
    auto first = tags_.room(wire::bytes_size(tag.size()));
    auto end = wire::put_bytes(first, field, tag);
    tags_.grow(static_cast<size_t>(end - first));
  }
}

void context_fields::write_resources(const metric_context& x) {
  resources_.clear();
  if (x.traits().agent_host)
    resources_.append(own_resource_);
  else
    put_resource(resources_, "host", host_);
  if (!has_special_)
    return;
  std::string spare_type;
  std::string spare_name;
  resource_tag device;
  for (auto tag : x.tags())
    if (tag.starts_with(device_prefix))
      device = resource_of(tag);
  if (!device.type.empty())
    put_resource(resources_, device.type, to_utf8(device.name, spare_name));
  for (auto tag : x.tags()) {
    auto found = resource_of(tag);
    if (!found.type.empty() && !tag.starts_with(device_prefix))
      put_resource(resources_, to_utf8(found.type, spare_type),
                   to_utf8(found.name, spare_name));
  }
}

} // namespace troupe
