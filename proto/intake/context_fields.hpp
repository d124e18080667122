#pragma once
/// What of an entry depends on its context alone: resources, name, host, tags
/// and metadata, ready to be copied. Rows of one context follow each other, so
/// it is made once for all of them.
///
/// Text that is not UTF-8 is repaired here.
/// Thread rule: one owner.

#include <array>
#include <string>
#include <string_view>

#include "messages/metric/context.hpp"
#include "proto/intake/byte_buffer.hpp"

namespace troupe {

/// A tag that is a field of its own: `device:` and `dd.internal.resource:`.
/// Its kind is empty for tags that stay; malformed ones are just left out.
struct resource_tag {
  bool special = false;
  std::string_view type;
  std::string_view name;
};
resource_tag resource_of(std::string_view tag) noexcept;

/// "System" for what the agent's own checks and components report.
std::string_view source_type_of(metric_source x) noexcept;

class context_fields {
public:
  enum class layout : uint8_t {
    /// Tags in field 3; special tags become resources (field 1).
    series = 0,
    /// Tags in field 4, all of them.
    sketch = 1,
  };

  context_fields(layout shape, std::string_view hostname);

  /// Makes the fields of `x`, unless they are there already.
  void prepare(const metric_context& x);

  /// Without suffix.
  std::string_view name() const noexcept {
    return name_;
  }
  std::string_view host() const noexcept {
    return host_;
  }
  std::string_view resources() const noexcept {
    return resources_.view();
  }
  std::string_view tags() const noexcept {
    return tags_.view();
  }
  /// The metadata field with the origin.
  std::string_view metadata() const noexcept {
    return metadata_;
  }

private:
  bool copy_tags(const metric_context& x);
  void write_tags(const metric_context& x);
  void write_repaired_tags(const metric_context& x);
  void write_resources(const metric_context& x);

  layout shape_;
  std::string hostname_;
  /// The host resource of the agent's own host.
  std::string own_resource_;
  /// By source, then the same for what is not to be indexed.
  std::array<std::string, 8> metadata_table_;

  const metric_context* last_ = nullptr;
  hash128 last_key_;
  bool has_special_ = false;
  std::string_view name_;
  std::string_view host_;
  std::string_view metadata_;
  std::string spare_name_;
  std::string spare_host_;
  byte_buffer resources_;
  byte_buffer tags_;
};

} // namespace troupe
