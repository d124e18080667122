#pragma once
/// From a parsed metric to its slot: by its raw bytes when it was seen before,
/// else by way of the enricher. Contexts that get no samples expire here.
///
/// Bounds: `max_contexts` contexts, one and a half times as many raw forms.
/// Expiry goes in slices (`expire`), so that no call takes long.
/// Thread rule: one owner.

#include <cstdint>

#include <absl/container/flat_hash_map.h>

#include "actors/dogstatsd/context_table.hpp"
#include "actors/dogstatsd/enricher.hpp"
#include "actors/dogstatsd/raw_cache.hpp"

namespace troupe {

struct resolver_options {
  size_t max_contexts = 1'000'000;
  /// The same for all shards.
  uint64_t seed = 0;
  tag_limits limits;
};

class context_resolver {
public:
  static constexpr uint32_t none = context_table::none;

  /// A slot, or why there is none.
  struct resolution {
    uint32_t slot = none;
    drop_reason why = drop_reason::abandoned;
  };

  context_resolver(const dogstatsd_config& config, const resolver_options& x);

  hash128 raw_key(const dsd::metric_line& line) const noexcept;

  void prefetch(const hash128& raw) const noexcept {
    cache_.prefetch(raw);
  }
  /// A slot that may have expired, or a number that is none: `is_live` tells.
  uint32_t guess(const hash128& raw) const noexcept {
    return cache_.find(raw);
  }
  bool is_live(uint32_t slot) const noexcept {
    return slot < first_verdict && table_[slot].context != nullptr;
  }
  void prefetch_slot(uint32_t slot) const noexcept {
    if (slot < first_verdict)
      __builtin_prefetch(&table_[slot]);
  }

  /// The long way, for what `guess` did not find.
  resolution resolve(const dsd::metric_line& line, const hash128& raw,
                     uint32_t now_s);

  /// The distribution that copies a histogram's samples.
  resolution copy_of(uint32_t slot, const dsd::metric_line& line,
                     uint32_t now_s);

  /// Ends contexts whose last sample is `age_s` old (counters: and
  /// `counter_age_s` more); looks at one eighth of the slots.
  void expire(uint32_t now_s, uint32_t age_s, uint32_t counter_age_s);

  context_slot& operator[](uint32_t slot) noexcept {
    return table_[slot];
  }
  const context_table& table() const noexcept {
    return table_;
  }
  const raw_cache& cache() const noexcept {
    return cache_;
  }
  enricher& enrich() noexcept {
    return enricher_;
  }
  /// Samples that took the long way.
  uint64_t misses() const noexcept {
    return misses_;
  }
  uint64_t expired() const noexcept {
    return expired_;
  }

private:
  // Targets in the cache that are no slots but what became of a name.
  static constexpr uint32_t first_verdict = 0xffff'fff0;
  static constexpr uint32_t is_filtered = first_verdict;
  static constexpr uint32_t is_bad_name = first_verdict + 1;

  resolution find_or_add(uint32_t now_s);
  void sweep(size_t budget);

  uint64_t seed_;
  raw_cache cache_;
  context_table table_;
  enricher enricher_;
  absl::flat_hash_map<uint32_t, uint32_t> copies_;
  uint32_t expire_at_ = 0;
  uint64_t misses_ = 0;
  uint64_t expired_ = 0;
};

/// The kind a line is aggregated under; timestamps have kinds of their own.
/// False when the type cannot carry one.
bool aggregated_kind(const dsd::metric_line& line, metric_kind& out);

} // namespace troupe
