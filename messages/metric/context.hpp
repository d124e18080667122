#pragma once
/// A metric context: the identity under which values are aggregated (name,
/// host, sorted distinct tags). Immutable; one allocation holds all of it, so
/// that a quarter of a million fit in memory.
///
/// Bounds: name and host at most 65535 bytes, each tag at most 65535 bytes,
/// at most 65535 tags; callers cut before.
/// Thread rule: immutable after `make`, shared by pointer.

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "messages/metric/kind.hpp"
#include "runtime/base/ref_counted.hpp"

namespace troupe {

/// 128 bits of a seeded hash; two contexts with the same key are one.
struct hash128 {
  uint64_t low = 0;
  uint64_t high = 0;
  friend bool operator==(const hash128&, const hash128&) = default;
};

struct context_traits {
  metric_kind kind = metric_kind::gauge;
  metric_source source = metric_source::dogstatsd;
  /// True: the host is the agent's own, `host` is empty and not looked at.
  bool agent_host = true;
  /// Not to be indexed by the backend ("n_o_i_n_d_e_x." names).
  bool no_index = false;
  /// Values are milliseconds (timings).
  bool milliseconds = false;
};

class metric_context;
using context_ptr = ref_ptr<const metric_context>;

class metric_context final : public ref_counted {
public:
  /// Walks the tags in their stored order.
  class tag_iterator {
  public:
    explicit tag_iterator(const char* at) : at_(at) {
    }
    std::string_view operator*() const {
      return {at_ + 2, size()};
    }
    tag_iterator& operator++() {
      at_ += 2 + size();
      return *this;
    }
    friend bool operator==(const tag_iterator&, const tag_iterator&) = default;

  private:
    uint16_t size() const {
      uint16_t n;
      std::memcpy(&n, at_, 2);
      return n;
    }
    const char* at_;
  };

  struct tag_range {
    tag_iterator first;
    tag_iterator last;
    tag_iterator begin() const {
      return first;
    }
    tag_iterator end() const {
      return last;
    }
  };

  /// `tags` must be sorted and distinct.
  static context_ptr make(const hash128& key, std::string_view name,
                          std::string_view host,
                          std::span<const std::string_view> tags,
                          const context_traits& traits);

  const hash128& key() const noexcept {
    return key_;
  }
  std::string_view name() const noexcept {
    return {bytes(), name_size_};
  }
  /// Empty when `traits().agent_host`.
  std::string_view host() const noexcept {
    return {bytes() + name_size_, host_size_};
  }
  size_t tag_count() const noexcept {
    return tag_count_;
  }
  tag_range tags() const noexcept {
    auto first = bytes() + name_size_ + host_size_;
    return {tag_iterator{first}, tag_iterator{first + tags_size_}};
  }
  const context_traits& traits() const noexcept {
    return traits_;
  }
  /// Name, host and tags as they are stored, for scans over all of it.
  std::string_view raw() const noexcept {
    return {bytes(), name_size_ + host_size_ + tags_size_};
  }
  /// Bytes of memory that this context takes.
  size_t footprint() const noexcept {
    return sizeof(metric_context) + name_size_ + host_size_ + tags_size_;
  }

private:
  metric_context() = default;
  void destroy() const noexcept override;
  const char* bytes() const noexcept {
    return reinterpret_cast<const char*>(this + 1);
  }
  char* bytes() noexcept {
    return reinterpret_cast<char*>(this + 1);
  }

  hash128 key_;
  uint32_t tags_size_ = 0;
  uint16_t name_size_ = 0;
  uint16_t host_size_ = 0;
  uint16_t tag_count_ = 0;
  context_traits traits_;
};

} // namespace troupe
