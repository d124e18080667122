#pragma once
/// Quantiles of a sketch as it stands on the wire: bin keys by rising order
/// and the count of each.
///
/// Thread rule: a view; the arrays must outlive it. Keys that no agent writes
/// only yield odd numbers.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "messages/metric/sketch.hpp"

namespace troupe::local {

class bin_quantiles {
public:
  bin_quantiles(std::span<const int32_t> keys, std::span<const uint32_t> counts,
                double min, double max)
      : keys_(keys), counts_(counts), min_(min), max_(max) {
    for (auto n : counts_)
      total_ += n;
  }

  /// The value below which `q` of the values are, within a bin by its share.
  double at(double q) const {
    if (total_ == 0)
      return min_;
    auto rank = std::nearbyint(q * static_cast<double>(total_ - 1));
    double before = 0;
    for (size_t i = 0; i < counts_.size(); ++i) {
      auto after = before + counts_[i];
      if (after > rank)
        return within(keys_[i], (rank - before + 1) / counts_[i]);
      before = after;
    }
    return max_;
  }

private:
  double within(int32_t key, double share) const {
    constexpr int32_t last = sketch::infinity_key;
    key = std::clamp(key, -last, last);
    auto low = sketch::lower_bound(static_cast<int16_t>(key));
    auto high =
        sketch::lower_bound(static_cast<int16_t>(key == last ? last : key + 1));
    auto value = std::isfinite(high) && std::isfinite(low)
                     ? low + (high - low) * share
                     : low;
    // The true extremes are known; a bin's bounds are not exact.
    return min_ <= max_ ? std::clamp(value, min_, max_) : value;
  }

  std::span<const int32_t> keys_;
  std::span<const uint32_t> counts_;
  double min_;
  double max_;
  uint64_t total_ = 0;
};

} // namespace troupe::local
