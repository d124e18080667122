#pragma once
/// The agent's own DDSketch: a distribution as counts per logarithmic bin,
/// exact to 1/128 relative error, mergeable, and what the intake expects on
/// the wire. Not the sketch of APM (other key function, other stores).
///
/// Units: whatever the values have. Bounds: 4096 bins, the lowest fold into
/// the first that is kept; at most 256 keys wait unsorted; weights are at most
/// 2^53; a bin's count stops at 2^32-1 (the summary goes on exactly).
/// Memory: 88 bytes, then 2 bytes per waiting value or 8 per bin.
/// Thread rule: one owner at a time; const calls change nothing.
/// Errors: none; the caller keeps out NaN and infinity.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <absl/container/inlined_vector.h>

namespace troupe {

struct sketch_bin {
  int16_t key = 0;
  uint32_t count = 0;
  friend bool operator==(const sketch_bin&, const sketch_bin&) = default;
};

class sketch {
public:
  static constexpr size_t bin_limit = 4096;
  static constexpr int16_t infinity_key = 32767;

  /// The bin of a value; golden table in the tests.
  static int16_t key_of(double value) noexcept;
  /// The lower bound of a bin.
  static double lower_bound(int16_t key) noexcept;

  /// One sample. A rate outside (0, 1] counts as 1; else the sample stands
  /// for 1/rate of them.
  void insert(double value, double sample_rate = 1);

  /// Spreads `count` values evenly over [lower, upper], as for a bucket of an
  /// OpenMetrics histogram. False when the bounds are not in order.
  bool insert_interpolated(double lower, double upper, uint64_t count);

  void merge(const sketch& other);

  /// The bins by rising key, written to `out` (whose memory is reused).
  void bins(std::vector<sketch_bin>& out) const;
  std::vector<sketch_bin> bins() const {
    std::vector<sketch_bin> result;
    bins(result);
    return result;
  }

  /// The value below which `q` of the samples are; 0 when empty.
  double quantile(double q) const;

  bool empty() const noexcept {
    return count_ == 0;
  }
  int64_t count() const noexcept {
    return count_;
  }
  double min() const noexcept {
    return min_;
  }
  double max() const noexcept {
    return max_;
  }
  double sum() const noexcept {
    return sum_;
  }
  /// A running mean, as the Agent keeps it: not always sum / count.
  double avg() const noexcept {
    return avg_;
  }
  /// Bytes of memory, this object included.
  size_t footprint() const noexcept;

private:
  static constexpr size_t inline_keys = 8;
  using key_list = absl::InlinedVector<int16_t, inline_keys>;

  static constexpr size_t waiting_limit = 256;

  void add_summary(double value, double weight) noexcept;
  void add_key(int16_t key);
  void add_bins(std::span<const sketch_bin> more);
  void settle();

  int64_t count_ = 0;
  double min_ = 0;
  double max_ = 0;
  double sum_ = 0;
  double avg_ = 0;
  /// Keys of single samples, not yet sorted into the bins.
  key_list waiting_;
  /// By rising key; without spare capacity.
  std::vector<sketch_bin> bins_;
};

} // namespace troupe
