#include "actors/dogstatsd/context_table.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

uint32_t index_hash(const hash128& key) noexcept {
  return static_cast<uint32_t>(key.low);
}

} // namespace

context_table::context_table(size_t max_contexts)
    : max_contexts_(std::min<size_t>(max_contexts, (1u << 28) - 1)),
      index_(1024, none) {
}

uint32_t context_table::find(const hash128& key) const noexcept {
  auto mask = index_.size() - 1;
  auto hash = index_hash(key);
  for (auto at = hash & mask; index_[at] != none; at = (at + 1) & mask) {
    auto& slot = (*this)[index_[at]];
    if (slot.hash == hash && slot.context->key() == key)
      return index_[at];
  }
  return none;
}

uint32_t context_table::add(context_ptr context, uint32_t now_s) {
  if (live_ >= max_contexts_)
    return none;
  if ((live_ + 1) * 3 > index_.size() * 2)
    index_grow();
  auto i = take_slot();
  auto& slot = (*this)[i];
  auto column = column_of(context->traits().kind);
  slot.hash = index_hash(context->key());
  slot.column = static_cast<uint32_t>(column) & 15u;
  slot.window = 0;
  slot.last_seen_s = now_s;
  context_bytes_ += context->footprint();
  slot.context = std::move(context);
  index_put(i);
  live_bits_[i / 64] |= uint64_t{1} << (i % 64);
  ++live_;
  ++live_by_kind_[static_cast<size_t>(column)];
  return i;
}

void context_table::expire(uint32_t i) {
  auto& slot = (*this)[i];
  index_erase(i);
  context_bytes_ -= slot.context->footprint();
  slot.context.reset();
  slot.window = 0;
  live_bits_[i / 64] &= ~(uint64_t{1} << (i % 64));
  --live_;
  --live_by_kind_[slot.column];
  resting_.push_back(i);
}

void context_table::release_resting() {
  free_.insert(free_.end(), resting_before_.begin(), resting_before_.end());
  resting_before_.clear();
  std::swap(resting_, resting_before_);
}

size_t context_table::footprint() const noexcept {
  return chunks_.size() * chunk_size * sizeof(context_slot)
         + index_.size() * sizeof(uint32_t) + context_bytes_;
}

uint32_t context_table::take_slot() {
  if (!free_.empty()) {
    auto i = free_.back();
    free_.pop_back();
    return i;
  }
  if ((used_ & (chunk_size - 1)) == 0) {
    chunks_.emplace_back(new context_slot[chunk_size]);
    live_bits_.resize(chunks_.size() * chunk_size / 64);
  }
  return used_++;
}

void context_table::index_put(uint32_t i) noexcept {
  auto mask = index_.size() - 1;
  auto at = (*this)[i].hash & mask;
  while (index_[at] != none)
    at = (at + 1) & mask;
  index_[at] = i;
}

void context_table::index_erase(uint32_t i) noexcept {
  auto mask = index_.size() - 1;
  auto hole = (*this)[i].hash & mask;
  while (index_[hole] != i)
    hole = (hole + 1) & mask;
  for (auto at = (hole + 1) & mask; index_[at] != none; at = (at + 1) & mask) {
    auto home = (*this)[index_[at]].hash & mask;
    if (((at - home) & mask) >= ((at - hole) & mask)) {
      index_[hole] = index_[at];
      hole = at;
    }
  }
  index_[hole] = none;
}

void context_table::index_grow() {
  auto old =
      std::exchange(index_, std::vector<uint32_t>(index_.size() * 2, none));
  for (auto i : old)
    if (i != none)
      index_put(i);
}

} // namespace troupe
