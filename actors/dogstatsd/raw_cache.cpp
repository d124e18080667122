#include "actors/dogstatsd/raw_cache.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

constexpr size_t first_capacity = 1024;

} // namespace

raw_cache::raw_cache(size_t max_entries)
    : max_entries_(std::max(max_entries, first_capacity / 2)),
      mask_(first_capacity - 1),
      entries_(new entry[first_capacity]) {
}

void raw_cache::insert(const hash128& key, uint32_t target) {
  auto check = check_of(key);
  for (auto i = key.low & mask_; entries_[i].target != none;
       i = (i + 1) & mask_) {
    if (entries_[i].low == key.low && entries_[i].check == check) {
      entries_[i].target = target;
      return;
    }
  }
  if (size_ >= max_entries_) {
    clear();
    ++resets_;
  } else if ((size_ + 1) * 4 > (mask_ + 1) * 3) {
    grow();
  }
  put({key.low, check, target});
  ++size_;
}

void raw_cache::clear() noexcept {
  std::fill_n(entries_.get(), mask_ + 1, entry{});
  size_ = 0;
  sweep_at_ = 0;
}

void raw_cache::erase(size_t hole) noexcept {
  // Later entries of the run move up, so that no search stops too early.
  for (auto i = (hole + 1) & mask_; entries_[i].target != none;
       i = (i + 1) & mask_) {
    auto home = entries_[i].low & mask_;
    if (((i - home) & mask_) >= ((i - hole) & mask_)) {
      entries_[hole] = entries_[i];
      hole = i;
    }
  }
  entries_[hole] = entry{};
  --size_;
}

void raw_cache::grow() {
  auto capacity = mask_ + 1;
  auto old = std::exchange(entries_,
                           std::unique_ptr<entry[]>{new entry[capacity * 2]});
  mask_ = capacity * 2 - 1;
  for (size_t i = 0; i < capacity; ++i)
    if (old[i].target != none)
      put(old[i]);
  // Places have moved: what the walk has not seen may be behind it.
  sweep_at_ = 0;
}

void raw_cache::put(const entry& x) noexcept {
  auto i = x.low & mask_;
  while (entries_[i].target != none)
    i = (i + 1) & mask_;
  entries_[i] = x;
}

} // namespace troupe
