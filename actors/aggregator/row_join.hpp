#pragma once
/// Finds the rows of one context in the columns of several windows. With one
/// column there is nothing to find and nothing is hashed.
///
/// Cost: about six bytes per row while it runs; the keys are hashes already,
/// so a table of row numbers is enough.
/// Thread rule: a pure function over what the caller owns.

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include <absl/container/inlined_vector.h>

#include "messages/metric/context.hpp"

namespace troupe {

/// The rows of one kind in one window, and the time its points get.
template <class Row>
struct column {
  int64_t stamp_s = 0;
  std::vector<Row>* rows = nullptr;
};

/// One row with the time its point gets.
template <class Row>
struct stamped_row {
  int64_t stamp_s = 0;
  Row* row = nullptr;
};

/// Calls `each` once per context with its rows, in the order of `columns`
/// (sorted by the caller). `each` may take the rows' contents, but not the
/// context of a row that is not the first of its call.
template <class Row, class F>
class row_join {
public:
  row_join(std::span<const column<Row>> columns, F& each)
      : columns_(columns), each_(each) {
  }

  void run() {
    if (columns_.size() == 1) {
      pass();
      return;
    }
    link();
    emit();
  }

private:
  static constexpr uint32_t none = UINT32_MAX;
  using group = absl::InlinedVector<stamped_row<Row>, 8>;

  void pass() {
    for (auto& row : *columns_[0].rows) {
      stamped_row<Row> one{columns_[0].stamp_s, &row};
      each_(std::span{&one, 1});
    }
  }

  /// Chains the rows of each context. The last column goes first, so that a
  /// chain that grows at its head ends up in order.
  void link() {
    size_t total = 0;
    for (auto& x : columns_)
      total += x.rows->size();
    next_.assign(total, none);
    is_head_.assign(total, false);
    table_.assign(std::bit_ceil(total + total / 2 + 1), none);
    auto number = static_cast<uint32_t>(total);
    for (auto x = columns_.rbegin(); x != columns_.rend(); ++x)
      for (auto row = x->rows->rbegin(); row != x->rows->rend(); ++row)
        insert(--number, row->context->key());
  }

  void insert(uint32_t number, const hash128& key) {
    auto mask = table_.size() - 1;
    for (auto i = key.low & mask;; i = (i + 1) & mask) {
      auto& head = table_[i];
      if (head != none && !(at(head).row->context->key() == key))
        continue;
      if (head != none) {
        next_[number] = head;
        is_head_[head] = false;
      }
      head = number;
      is_head_[number] = true;
      return;
    }
  }

  void emit() {
    group rows;
    for (uint32_t number = 0; number < next_.size(); ++number) {
      if (!is_head_[number])
        continue;
      rows.clear();
      for (auto i = number; i != none; i = next_[i])
        rows.push_back(at(i));
      each_(std::span<stamped_row<Row>>{rows});
    }
  }

  /// Rows are numbered through all columns; there are few columns.
  stamped_row<Row> at(uint32_t number) const {
    for (auto& x : columns_) {
      auto size = static_cast<uint32_t>(x.rows->size());
      if (number < size)
        return {x.stamp_s, &(*x.rows)[number]};
      number -= size;
    }
    return {};
  }

  std::span<const column<Row>> columns_;
  F& each_;
  std::vector<uint32_t> table_;
  std::vector<uint32_t> next_;
  std::vector<bool> is_head_;
};

template <class Row, class F>
void join_rows(std::span<const column<Row>> columns, F&& each) {
  if (!columns.empty())
    row_join<Row, std::remove_reference_t<F>>{columns, each}.run();
}

} // namespace troupe
