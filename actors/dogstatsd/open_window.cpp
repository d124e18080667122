#include "actors/dogstatsd/open_window.hpp"

#include <algorithm>

namespace troupe {

namespace {

/// A row for a context at the end of a column; returns its place.
template <class Row>
uint32_t push(std::vector<Row>& column, const context_ptr& context) {
  column.emplace_back().context = context;
  return static_cast<uint32_t>(column.size() - 1);
}

template <class Row>
void reserve(std::vector<Row>& column, const std::vector<Row>& last) {
  column.reserve(last.size() + last.size() / 16);
}

} // namespace

open_window::open_window(uint32_t number, int64_t start_s) : number_(number) {
  columns_.start_s = start_s;
}

void open_window::reserve_like(const open_window& last) {
  reserve(columns_.gauges, last.columns_.gauges);
  reserve(columns_.counters, last.columns_.counters);
  reserve(columns_.sets, last.columns_.sets);
  reserve(columns_.histograms, last.columns_.histograms);
  reserve(columns_.sketches, last.columns_.sketches);
  sampled_.reserve(last.sampled_.size());
}

void open_window::add_row(context_slot& slot, uint32_t i) {
  constexpr uint32_t row_mask = (1u << 28) - 1;
  auto place = [&]() -> uint32_t {
    switch (slot.kind()) {
    case column_kind::gauge:
      return push(columns_.gauges, slot.context);
    case column_kind::counter:
      mark(i);
      return push(columns_.counters, slot.context);
    case column_kind::set:
      return push(columns_.sets, slot.context);
    case column_kind::histogram:
      return push(columns_.histograms, slot.context);
    case column_kind::distribution:
      return push(columns_.sketches, slot.context);
    default:
      return 0;
    }
  }();
  slot.row = place & row_mask;
  slot.window = number_;
}

void open_window::mark(uint32_t i) {
  if (i / 64 >= sampled_.size())
    sampled_.resize(i / 64 + 1);
  sampled_[i / 64] |= uint64_t{1} << (i % 64);
}

bool open_window::fill_zeros(const context_table& table, int64_t after_s,
                             int64_t budget) {
  auto end = table.slots();
  for (; fill_at_ < end && budget > 0; --budget, ++fill_at_) {
    auto& slot = table[fill_at_];
    if (!slot.context || slot.kind() != column_kind::counter
        || slot.last_seen_s <= after_s || marked(fill_at_))
      continue;
    push(columns_.counters, slot.context);
    budget -= 7;
  }
  return fill_at_ >= end;
}

size_t open_window::rows() const noexcept {
  return columns_.gauges.size() + columns_.counters.size()
         + columns_.sets.size() + columns_.histograms.size()
         + columns_.sketches.size();
}

} // namespace troupe
