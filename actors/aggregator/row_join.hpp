#pragma once
/// Finds the rows of one context in the columns of several windows. With one
/// column there is nothing to find and nothing is hashed.
///
/// Cost: about six bytes per row while it runs; the keys are hashes already,
/// so a table of row numbers is enough.
/// Thread rule: one owner; looks at what the caller owns.

#include <bit>
#include <cstdint>
#include <utility>
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

/// The rows of one context, in the order of the columns.
template <class Row>
using row_group = absl::InlinedVector<stamped_row<Row>, 8>;

/// Yields each context once. The rows' contents may be taken as soon as they
/// were yielded.
template <class Row>
class row_join {
public:
  row_join() = default;

  /// The caller sorts the columns and keeps their rows where they are.
  explicit row_join(std::vector<column<Row>> columns)
      : columns_(std::move(columns)) {
    for (auto& x : columns_)
      total_ += static_cast<uint32_t>(x.rows->size());
    if (columns_.size() > 1)
      link();
  }

  /// Replaces `out` by the next context's rows; false when there is none.
  bool next(row_group<Row>& out) {
    out.clear();
    if (columns_.size() <= 1) {
      if (number_ == total_)
        return false;
      out.push_back({columns_[0].stamp_s, &(*columns_[0].rows)[number_++]});
      return true;
    }
    while (number_ < total_ && !is_head_[number_])
      ++number_;
    if (number_ == total_)
      return false;
    for (auto i = number_++; i != none; i = next_[i])
      out.push_back(at(i));
    return true;
  }

private:
  static constexpr uint32_t none = UINT32_MAX;

  /// Chains the rows of each context. The last column goes first, so that a
  /// chain that grows at its head ends up in order.
  void link() {
    next_.assign(total_, none);
    is_head_.assign(total_, false);
    std::vector<uint32_t> table(std::bit_ceil(total_ + total_ / 2 + 1), none);
    auto number = total_;
    for (auto x = columns_.rbegin(); x != columns_.rend(); ++x)
      for (auto row = x->rows->rbegin(); row != x->rows->rend(); ++row)
        insert(table, --number, row->context->key());
  }

  void insert(std::vector<uint32_t>& table, uint32_t number,
              const hash128& key) {
    auto mask = table.size() - 1;
    for (auto i = key.low & mask;; i = (i + 1) & mask) {
      auto& head = table[i];
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

  std::vector<column<Row>> columns_;
  uint32_t total_ = 0;
  uint32_t number_ = 0;
  std::vector<uint32_t> next_;
  std::vector<bool> is_head_;
};

} // namespace troupe
