#pragma once
/// One window of a shard while it takes samples, then while zero rows for
/// silent counters are added, a slice at a time, so that a quarter of a
/// million idle counters do not stop the receiving.
///
/// Rows are made on the first sample of a context and hold the context, so
/// that closing a window moves vectors and touches no row.
/// Bounds: one row per context; room is reserved by the last window's size.
/// Thread rule: one owner.

#include <cstdint>
#include <string_view>
#include <vector>

#include "actors/dogstatsd/context_table.hpp"
#include "messages/metric/window.hpp"

namespace troupe {

class open_window {
public:
  /// `number` is never 0 and never used twice.
  open_window(uint32_t number, int64_t start_s);

  int64_t start_s() const noexcept {
    return columns_.start_s;
  }
  uint32_t number() const noexcept {
    return number_;
  }
  /// Takes no sample yet.
  bool empty() const noexcept {
    return samples_ == 0;
  }

  /// Makes the slot's row when it has none in this window.
  void touch(context_slot& slot, uint32_t i) {
    if (slot.window != number_) [[unlikely]]
      add_row(slot, i);
  }

  void gauge(const context_slot& x, double value, int64_t arrival_ns) {
    auto& row = columns_.gauges[x.row];
    row.value = value;
    row.arrival_ns = arrival_ns;
  }
  void counter(const context_slot& x, double scaled) {
    columns_.counters[x.row].sum += scaled;
  }
  /// False when the set is full and does not know the value.
  bool set(const context_slot& x, std::string_view value) {
    return columns_.sets[x.row].values.insert(value);
  }
  void histogram(const context_slot& x, double value, double rate) {
    columns_.histograms[x.row].values.insert(value, rate);
  }
  void distribution(const context_slot& x, double value, double rate) {
    columns_.sketches[x.row].values.insert(value, rate);
  }
  /// Call with the samples of a batch after they were folded in.
  void count(stage& where, uint64_t samples) {
    samples_ += samples;
    ledger_.add(where, samples);
  }

  /// Reserves room as the columns of `last` have it.
  void reserve_like(const open_window& last);

  /// Adds zero rows for counters of `table` that were not sampled here and
  /// whose last sample is later than `after_s`. A slot looked at costs one of
  /// the budget, a row eight. True when all were looked at.
  bool fill_zeros(const context_table& table, int64_t after_s, int64_t budget);

  closed_window take_columns() noexcept {
    return std::move(columns_);
  }
  ticket take_ledger() noexcept {
    return std::move(ledger_);
  }
  size_t rows() const noexcept;

private:
  void add_row(context_slot& slot, uint32_t i);
  void mark(uint32_t i);
  bool marked(uint32_t i) const noexcept {
    return i / 64 < sampled_.size() && (sampled_[i / 64] >> (i % 64) & 1) != 0;
  }

  closed_window columns_;
  uint32_t number_;
  uint32_t fill_at_ = 0;
  uint64_t samples_ = 0;
  ticket ledger_;
  /// One bit per slot: a counter row exists.
  std::vector<uint64_t> sampled_;
};

} // namespace troupe
