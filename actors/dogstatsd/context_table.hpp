#pragma once
/// The contexts that a shard knows, each in a slot whose number stays the same
/// while it lives: identity, last sample, and its row in the open window.
///
/// Bounds: `max_contexts` live ones; `find_or_add` refuses more. A slot takes
/// 24 bytes, its place in the index 4 to 8.
/// Life: a context without samples expires; its slot rests until nothing can
/// point to it any more (`release_resting`), then serves again.
/// Thread rule: one owner.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "messages/metric/context.hpp"

namespace troupe {

/// Where a context's values go. Timed samples go to no column.
enum class column_kind : uint8_t {
  gauge = 0,
  counter = 1,
  set = 2,
  histogram = 3,
  distribution = 4,
  timed = 5,
};
inline constexpr size_t column_kinds = 6;

constexpr column_kind column_of(metric_kind x) noexcept {
  switch (x) {
  case metric_kind::counter:
  case metric_kind::count:
    return column_kind::counter;
  case metric_kind::set:
    return column_kind::set;
  case metric_kind::histogram:
  case metric_kind::historate:
    return column_kind::histogram;
  case metric_kind::distribution:
    return column_kind::distribution;
  case metric_kind::gauge_with_timestamp:
  case metric_kind::count_with_timestamp:
    return column_kind::timed;
  default:
    return column_kind::gauge;
  }
}

struct context_slot {
  /// Null when the slot is free or rests.
  context_ptr context;
  uint32_t row : 28 = 0;
  uint32_t column : 4 = 0;
  /// The window in which `row` means something.
  uint32_t window = 0;
  /// Seconds of the shard's own steady count.
  uint32_t last_seen_s = 0;
  uint32_t hash = 0;

  column_kind kind() const noexcept {
    return static_cast<column_kind>(column);
  }
};

class context_table {
public:
  static constexpr uint32_t none = UINT32_MAX;

  explicit context_table(size_t max_contexts);

  context_slot& operator[](uint32_t i) noexcept {
    return chunks_[i >> chunk_bits][i & (chunk_size - 1)];
  }
  const context_slot& operator[](uint32_t i) const noexcept {
    return chunks_[i >> chunk_bits][i & (chunk_size - 1)];
  }

  /// Looks at one bit, so that walks over many numbers stay in the cache.
  bool is_live(uint32_t i) const noexcept {
    return i < used_ && (live_bits_[i / 64] >> (i % 64) & 1) != 0;
  }

  /// The slot of an identity, or `none`.
  uint32_t find(const hash128& key) const noexcept;

  /// A slot for a context that is not there; `none` at the bound.
  uint32_t add(context_ptr context, uint32_t now_s);

  /// Ends a context; its slot rests.
  void expire(uint32_t i);

  /// Slots that rest may serve again from the second call after they expired
  /// on: call when no cache can hold their numbers any more.
  void release_resting();

  /// Slots ever used: the numbers to walk over.
  uint32_t slots() const noexcept {
    return used_;
  }
  size_t live() const noexcept {
    return live_;
  }
  bool full() const noexcept {
    return live_ >= max_contexts_;
  }
  size_t live(column_kind x) const noexcept {
    return live_by_kind_[static_cast<size_t>(x)];
  }
  /// Bytes of the table and of the contexts in it.
  size_t footprint() const noexcept;

private:
  static constexpr uint32_t chunk_bits = 12;
  static constexpr uint32_t chunk_size = 1 << chunk_bits;

  uint32_t take_slot();
  void index_put(uint32_t i) noexcept;
  void index_erase(uint32_t i) noexcept;
  void index_grow();

  size_t max_contexts_;
  std::vector<std::unique_ptr<context_slot[]>> chunks_;
  std::vector<uint64_t> live_bits_;
  uint32_t used_ = 0;
  size_t live_ = 0;
  size_t context_bytes_ = 0;
  size_t live_by_kind_[column_kinds] = {};
  /// Open addressing, slot numbers only.
  std::vector<uint32_t> index_;
  std::vector<uint32_t> free_;
  std::vector<uint32_t> resting_;
  std::vector<uint32_t> resting_before_;
};

} // namespace troupe
