#pragma once
/// Finds a context by the bytes that a client sent: a flat table from a
/// 128-bit seeded hash of name, type, tag section and origin fields to a slot
/// of the context table. Clients write their tags in one order, so nearly
/// every sample is found here without looking at a tag.
///
/// Bounds: 16 bytes per entry, at most three quarters full, `max_entries`
/// entries; beyond that everything is forgotten once and counted (clients with
/// changing tag orders then pay the long way).
/// Identity: 96 bits of the hash are kept and compared.
/// Thread rule: one owner.

#include <cstddef>
#include <cstdint>
#include <memory>

#include "messages/metric/context.hpp"

namespace troupe {

class raw_cache {
public:
  static constexpr uint32_t none = UINT32_MAX;

  explicit raw_cache(size_t max_entries);

  void prefetch(const hash128& key) const noexcept {
    __builtin_prefetch(&entries_[key.low & mask_]);
  }

  /// The target of a key, or `none`.
  uint32_t find(const hash128& key) const noexcept {
    auto check = check_of(key);
    for (auto i = key.low & mask_;; i = (i + 1) & mask_) {
      auto& x = entries_[i];
      if (x.low == key.low && x.check == check && x.target != none)
        return x.target;
      if (x.target == none)
        return none;
    }
  }

  /// `target` is not `none`; replaces what the key had.
  void insert(const hash128& key, uint32_t target);

  /// Forgets everything, as when filters or tags change.
  void clear() noexcept;

  /// Looks at the next `budget` places and forgets the entries for whose
  /// target `dead` holds. True when this ended a walk over the whole table.
  template <class F>
  bool sweep(size_t budget, F&& dead) {
    for (; budget > 0 && sweep_at_ <= mask_; --budget) {
      auto target = entries_[sweep_at_].target;
      // What moves up into the gap is looked at next.
      if (target != none && dead(target))
        erase(sweep_at_);
      else
        ++sweep_at_;
    }
    if (sweep_at_ <= mask_)
      return false;
    sweep_at_ = 0;
    return true;
  }

  size_t size() const noexcept {
    return size_;
  }
  /// Times that the bound made it forget everything.
  uint64_t resets() const noexcept {
    return resets_;
  }
  /// Places to walk over in a sweep.
  size_t places() const noexcept {
    return mask_ + 1;
  }
  size_t footprint() const noexcept {
    return places() * sizeof(entry);
  }

private:
  struct entry {
    uint64_t low = 0;
    uint32_t check = 0;
    uint32_t target = none;
  };

  static uint32_t check_of(const hash128& key) noexcept {
    return static_cast<uint32_t>(key.high >> 32);
  }
  void erase(size_t hole) noexcept;
  void grow();
  void put(const entry& x) noexcept;

  size_t max_entries_;
  size_t mask_;
  size_t size_ = 0;
  size_t sweep_at_ = 0;
  uint64_t resets_ = 0;
  std::unique_ptr<entry[]> entries_;
};

} // namespace troupe
