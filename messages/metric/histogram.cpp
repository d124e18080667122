#include "messages/metric/histogram.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace troupe {

namespace {

constexpr double heaviest = 9007199254740992; // 2^53

int64_t add_weights(int64_t a, int64_t b) noexcept {
  int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum))
    return std::numeric_limits<int64_t>::max();
  return sum;
}

/// What a sample at this rate stands for; rates that say nothing (0, NaN,
/// beyond the range, negative) are kept from doing harm.
double scale_of(double rate) noexcept {
  if (rate == 0 || rate != rate)
    return 1;
  return std::clamp(1 / rate, 0.0, heaviest);
}

} // namespace

void histogram::insert(double value, double sample_rate) {
  auto scale = scale_of(sample_rate);
  auto weight = static_cast<int64_t>(scale);
  if (values_.empty()) {
    min_ = value;
    max_ = value;
  } else {
    min_ = std::min(min_, value);
    max_ = std::max(max_, value);
  }
  sum_ += value * scale;
  count_ = add_weights(count_, weight);
  add(value, weight);
}

void histogram::merge(const histogram& other) {
  if (other.values_.empty())
    return;
  if (values_.empty()) {
    *this = other;
    return;
  }
  if (this == &other) {
    merge(histogram{other});
    return;
  }
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
  count_ = add_weights(count_, other.count_);
  for (size_t i = 0; i < other.values_.size(); ++i)
    add(other.values_[i], other.weight(i));
}

void histogram::add(double value, int64_t weight) {
  if (values_.size() >= entry_limit)
    shrink();
  if (weight != 1 && weights_.empty())
    weights_.assign(values_.size(), 1);
  if (!values_.empty() && value < values_.back())
    sorted_ = false;
  values_.push_back(value);
  if (weight != 1 || !weights_.empty())
    weights_.push_back(weight);
}

double histogram::at(int64_t position) {
  sort();
  int64_t seen = 0;
  for (size_t i = 0; i < values_.size(); ++i) {
    seen = add_weights(seen, weight(i));
    if (seen > position)
      return values_[i];
  }
  return 0;
}

void histogram::sort() {
  if (std::exchange(sorted_, true))
    return;
  if (weights_.empty()) {
    std::sort(values_.begin(), values_.end());
    return;
  }
  std::vector<std::pair<double, int64_t>> pairs(values_.size());
  for (size_t i = 0; i < pairs.size(); ++i)
    pairs[i] = {values_[i], weights_[i]};
  std::sort(pairs.begin(), pairs.end());
  for (size_t i = 0; i < pairs.size(); ++i)
    std::tie(values_[i], weights_[i]) = pairs[i];
}

void histogram::shrink() {
  sort();
  if (weights_.empty())
    weights_.assign(values_.size(), 1);
  auto join = [this](auto same) {
    size_t last = 0;
    for (size_t i = 1; i < values_.size(); ++i) {
      if (same(last, i)) {
        weights_[last] = add_weights(weights_[last], weights_[i]);
        continue;
      }
      ++last;
      values_[last] = values_[i];
      weights_[last] = weights_[i];
    }
    values_.resize(last + 1);
    weights_.resize(last + 1);
  };
  join([this](size_t a, size_t b) { return values_[a] == values_[b]; });
  // Every other one goes to the one below it.
  if (values_.size() > entry_limit / 2)
    join([](size_t, size_t i) { return i % 2 == 1; });
}

} // namespace troupe
