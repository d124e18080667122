#pragma once
/// The values of a histogram or timing in one window, with their weights, and
/// the aggregates the Agent derives from them.
///
/// Units: whatever the values have. Bounds: 65536 entries of 8 or 16 bytes;
/// beyond that equal values join, then neighbours, so that percentiles lose
/// resolution but sum, count, min and max stay exact. Weights are in [0, 2^53].
/// Thread rule: one owner; reading a position sorts.
/// Errors: none; the caller keeps out NaN and infinity.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe {

class histogram {
public:
  static constexpr size_t entry_limit = 65536;

  /// One sample that stands for 1/rate of them; rate 0 counts as 1.
  void insert(double value, double sample_rate = 1);
  void merge(const histogram& other);

  bool empty() const noexcept {
    return values_.empty();
  }
  /// Weighted number of samples: the sum of int(1/rate).
  int64_t count() const noexcept {
    return count_;
  }
  /// Sum of value / rate.
  double sum() const noexcept {
    return sum_;
  }
  double min() const noexcept {
    return min_;
  }
  double max() const noexcept {
    return max_;
  }
  /// 0 when the weights sum to nothing.
  double avg() const noexcept {
    return count_ > 0 ? sum_ / static_cast<double>(count_) : 0;
  }
  /// The value at weighted position (count - 1) / 2.
  double median() {
    return at((count_ - 1) / 2);
  }
  /// The value at weighted position (percent * count - 1) / 100, percent in
  /// [1, 100].
  double percentile(int percent) {
    // In 128 bits: the count may be near the end of its type.
    auto position = (static_cast<__int128>(percent) * count_ - 1) / 100;
    return at(static_cast<int64_t>(position));
  }
  size_t footprint() const noexcept {
    return sizeof(*this) + values_.capacity() * sizeof(double)
           + weights_.capacity() * sizeof(int64_t);
  }

private:
  void add(double value, int64_t weight);
  /// The first value whose weight, with all below, exceeds `position`.
  double at(int64_t position);
  void sort();
  void shrink();
  int64_t weight(size_t i) const noexcept {
    return weights_.empty() ? 1 : weights_[i];
  }

  std::vector<double> values_;
  /// Empty while every weight is 1.
  std::vector<int64_t> weights_;
  int64_t count_ = 0;
  double sum_ = 0;
  double min_ = 0;
  double max_ = 0;
  bool sorted_ = true;
};

} // namespace troupe
