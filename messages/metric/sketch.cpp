#include "messages/metric/sketch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace troupe {

namespace {

// gamma = 1 + 2 * eps with eps doubled from 1/128; the bias makes the key of
// 1e-9, the smallest value that is told from zero, 1.
constexpr double gamma_value = 1.015625;
constexpr double gamma_ln = 0.015504186535965254;
constexpr int bias = 1338;
constexpr int last_key = 32766;
constexpr uint32_t most_per_bin = std::numeric_limits<uint32_t>::max();
constexpr double heaviest = 9007199254740992; // 2^53

/// The lower bound of the first bin above zero.
constexpr double smallest = 9.94185408912145e-10;

uint32_t add_counts(uint32_t a, uint32_t b) noexcept {
  return b > most_per_bin - a ? most_per_bin : a + b;
}

uint32_t as_count(double n) noexcept {
  return n >= most_per_bin ? most_per_bin : static_cast<uint32_t>(n);
}

/// Appends, joining with the last bin when the key is the same.
void append(std::vector<sketch_bin>& out, const sketch_bin& x) {
  if (!out.empty() && out.back().key == x.key)
    out.back().count = add_counts(out.back().count, x.count);
  else
    out.push_back(x);
}

/// The lowest bins fold into the first that is kept.
void fold(std::vector<sketch_bin>& bins) {
  if (bins.size() <= sketch::bin_limit)
    return;
  auto excess = bins.size() - sketch::bin_limit;
  auto& kept = bins[excess];
  for (size_t i = 0; i < excess; ++i)
    kept.count = add_counts(kept.count, bins[i].count);
  bins.erase(bins.begin(), bins.begin() + static_cast<ptrdiff_t>(excess));
}

void merge_sorted(std::span<const sketch_bin> a, std::span<const sketch_bin> b,
                  std::vector<sketch_bin>& out) {
  out.clear();
  auto x = a.begin();
  auto y = b.begin();
  while (x != a.end() && y != b.end())
    append(out, x->key <= y->key ? *x++ : *y++);
  for (; x != a.end(); ++x)
    append(out, *x);
  for (; y != b.end(); ++y)
    append(out, *y);
  fold(out);
}

/// Room for the keys that wait in one sketch, as bins.
struct sorted_keys {
  std::array<sketch_bin, 256> bins;
  size_t size = 0;

  template <class Keys>
  explicit sorted_keys(const Keys& keys) {
    std::array<int16_t, 256> sorted;
    auto last = std::copy(keys.begin(), keys.end(), sorted.begin());
    std::sort(sorted.begin(), last);
    for (auto i = sorted.begin(); i != last; ++i) {
      if (size > 0 && bins[size - 1].key == *i)
        ++bins[size - 1].count;
      else
        bins[size++] = {*i, 1};
    }
  }
  std::span<const sketch_bin> view() const {
    return {bins.data(), size};
  }
};

} // namespace

int16_t sketch::key_of(double value) noexcept {
  if (value < 0)
    return static_cast<int16_t>(-key_of(-value));
  if (value < smallest)
    return 0;
  // The default rounding mode is half to even, as the Agent's.
  auto i = std::nearbyint(std::log(value) / gamma_ln) + bias;
  if (i > last_key)
    return infinity_key;
  return i < 1 ? int16_t{1} : static_cast<int16_t>(i);
}

double sketch::lower_bound(int16_t key) noexcept {
  if (key < 0)
    return -lower_bound(static_cast<int16_t>(-key));
  if (key == 0)
    return 0;
  if (key == infinity_key)
    return std::numeric_limits<double>::infinity();
  return std::pow(gamma_value, key - bias);
}

void sketch::insert(double value, double sample_rate) {
  if (!(sample_rate > 0 && sample_rate < 1)) {
    add_summary(value, 1);
    add_key(key_of(value));
    return;
  }
  auto weight = std::min(1 / sample_rate, heaviest);
  add_summary(value, weight);
  auto key = key_of(value);
  // Light weights as repeated keys: two bytes each, no merge.
  if (weight < 8) {
    for (auto n = static_cast<int>(weight); n > 0; --n)
      add_key(key);
    return;
  }
  sketch_bin bin{key, as_count(weight)};
  add_bins({&bin, 1});
}

bool sketch::insert_interpolated(double lower, double upper, uint64_t count) {
  int first = key_of(lower);
  int last = key_of(upper);
  if (last < first)
    return false;
  std::vector<sketch_bin> bins;
  auto left = std::min(count, static_cast<uint64_t>(heaviest));
  const auto whole = static_cast<double>(left);
  auto put = [&](int key, double at, uint64_t n) {
    add_summary(at, static_cast<double>(n));
    bins.push_back({static_cast<int16_t>(key), as_count(double(n))});
    left -= n;
  };
  int start = first;
  auto low = lower_bound(static_cast<int16_t>(first));
  double carried = 0;
  for (int end = first + 1; end <= last && left > 0; ++end) {
    auto high = lower_bound(static_cast<int16_t>(end));
    auto share = (high - low) / (upper - lower) * whole;
    // The last bound may be infinity: it takes whatever is left.
    auto exact = share < whole ? share : whole;
    auto n = static_cast<uint64_t>(exact);
    // Shares below one collect in `high - low` instead.
    if (exact > 1)
      carried += exact - static_cast<double>(n);
    if (carried > 1) {
      ++n;
      --carried;
    }
    if (n == 0)
      continue;
    put(start, low, std::min(n, left));
    start = end;
    low = high;
  }
  if (left > 0)
    put(start, lower_bound(static_cast<int16_t>(start)), left);
  add_bins(bins);
  return true;
}

void sketch::merge(const sketch& other) {
  if (other.count_ == 0)
    return;
  if (count_ == 0) {
    *this = other;
    return;
  }
  if (this == &other) {
    merge(sketch{other});
    return;
  }
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
  if (__builtin_add_overflow(count_, other.count_, &count_))
    count_ = std::numeric_limits<int64_t>::max();
  avg_ += (other.avg_ - avg_) * static_cast<double>(other.count_)
          / static_cast<double>(count_);
  if (other.bins_.empty()) {
    for (auto key : other.waiting_)
      add_key(key);
    return;
  }
  add_bins(other.bins_);
  add_bins(sorted_keys{other.waiting_}.view());
}

void sketch::bins(std::vector<sketch_bin>& out) const {
  merge_sorted(bins_, sorted_keys{waiting_}.view(), out);
}

double sketch::quantile(double q) const {
  if (count_ == 0)
    return 0;
  if (q <= 0)
    return min_;
  if (q >= 1)
    return max_;
  auto wanted = std::nearbyint(q * static_cast<double>(count_ - 1));
  auto all = bins();
  double seen = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    seen += all[i].count;
    if (seen <= wanted)
      continue;
    auto weight = (seen - wanted) / all[i].count;
    auto low = lower_bound(all[i].key);
    auto high = low * gamma_value;
    if (i == 0)
      low = min_;
    return low * weight + high * (1 - weight);
  }
  return max_;
}

size_t sketch::footprint() const noexcept {
  auto keys = waiting_.capacity() > inline_keys ? waiting_.capacity() : 0;
  return sizeof(*this) + keys * sizeof(int16_t)
         + bins_.capacity() * sizeof(sketch_bin);
}

void sketch::add_summary(double value, double weight) noexcept {
  if (count_ == 0) {
    min_ = value;
    max_ = value;
  } else if (value < min_) {
    min_ = value;
  } else if (value > max_) {
    max_ = value;
  }
  if (__builtin_add_overflow(count_, static_cast<int64_t>(weight), &count_))
    count_ = std::numeric_limits<int64_t>::max();
  sum_ += value * weight;
  avg_ += (value - avg_) * weight / static_cast<double>(count_);
}

void sketch::add_key(int16_t key) {
  waiting_.push_back(key);
  if (waiting_.size() >= waiting_limit)
    settle();
}

void sketch::add_bins(std::span<const sketch_bin> more) {
  std::vector<sketch_bin> merged;
  merged.reserve(bins_.size() + more.size());
  merge_sorted(bins_, more, merged);
  bins_.assign(merged.begin(), merged.end());
}

void sketch::settle() {
  sorted_keys sorted{waiting_};
  add_bins(sorted.view());
  waiting_.clear();
  waiting_.shrink_to_fit();
}

} // namespace troupe
