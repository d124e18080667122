#include "messages/metric/histogram.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace troupe {
namespace {

histogram of(std::initializer_list<double> values) {
  histogram x;
  for (auto value : values)
    x.insert(value);
  return x;
}

TEST(histogram, aggregates_are_those_of_the_agent) {
  auto x = of({20, 1, 3, 2, 5});
  EXPECT_EQ(x.max(), 20);
  EXPECT_EQ(x.min(), 1);
  EXPECT_EQ(x.sum(), 31);
  EXPECT_EQ(x.avg(), 6.2);
  EXPECT_EQ(x.count(), 5);
  EXPECT_EQ(x.median(), 3);
  EXPECT_EQ(x.percentile(95), 20);
  EXPECT_EQ(x.percentile(20), 1);
  EXPECT_EQ(x.percentile(21), 2);
}

TEST(histogram, an_even_number_of_values_takes_the_lower_middle) {
  EXPECT_EQ(of({4, 3, 2, 1}).median(), 2);
}

TEST(histogram, percentiles_of_one_to_a_hundred_are_the_numbers) {
  histogram x;
  for (int i = 100; i > 0; --i)
    x.insert(i);
  for (int percent : {1, 50, 95, 99, 100})
    EXPECT_EQ(x.percentile(percent), percent);
}

TEST(histogram, a_sample_rate_weighs_its_value) {
  histogram x;
  x.insert(1);
  x.insert(10, 0.25);
  EXPECT_EQ(x.count(), 5);
  EXPECT_EQ(x.sum(), 41);
  EXPECT_EQ(x.median(), 10);
  EXPECT_EQ(x.percentile(20), 1);
}

TEST(histogram, the_weight_is_a_whole_number_but_the_sum_is_not) {
  histogram x;
  x.insert(3, 0.4);
  EXPECT_EQ(x.count(), 2);
  EXPECT_DOUBLE_EQ(x.sum(), 7.5);
}

TEST(histogram, a_rate_of_zero_counts_once) {
  histogram x;
  x.insert(3, 0);
  EXPECT_EQ(x.count(), 1);
  EXPECT_EQ(x.sum(), 3);
}

TEST(histogram, a_rate_above_one_has_no_weight_and_divides_nothing_by_zero) {
  histogram x;
  x.insert(3, 2);
  EXPECT_EQ(x.count(), 0);
  EXPECT_EQ(x.avg(), 0);
  EXPECT_EQ(x.median(), 0);
  EXPECT_EQ(x.max(), 3);
}

// Catalogue B08.
TEST(histogram, a_tiny_rate_is_clamped_without_overflow) {
  histogram x;
  for (int i = 0; i < 2000; ++i)
    x.insert(2, 1e-300);
  EXPECT_EQ(x.count(), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(x.median(), 2);
  EXPECT_EQ(x.percentile(100), 2);
}

TEST(histogram, merging_equals_inserting_everything_into_one) {
  auto a = of({5, 1});
  histogram b;
  b.insert(3, 0.5);
  a.merge(b);
  a.merge(histogram{});
  EXPECT_EQ(a.count(), 4);
  EXPECT_EQ(a.sum(), 12);
  EXPECT_EQ(a.min(), 1);
  EXPECT_EQ(a.max(), 5);
  EXPECT_EQ(a.median(), 3);
  histogram c;
  c.merge(a);
  c.merge(c);
  EXPECT_EQ(c.count(), 8);
}

TEST(histogram, beyond_the_bound_only_resolution_is_lost) {
  histogram x;
  constexpr int n = 300'000;
  for (int i = 0; i < n; ++i)
    x.insert((i * 7919LL) % n);
  EXPECT_LE(x.footprint(), histogram::entry_limit * 2 * 16 + sizeof(x));
  EXPECT_EQ(x.count(), n);
  EXPECT_EQ(x.min(), 0);
  EXPECT_EQ(x.max(), n - 1);
  EXPECT_EQ(x.sum(), n * (n - 1.0) / 2);
  EXPECT_NEAR(x.median(), n / 2, n * 0.01);
  EXPECT_NEAR(x.percentile(95), n * 0.95, n * 0.01);
}

TEST(histogram, few_distinct_values_stay_exact_beyond_the_bound) {
  histogram x;
  for (int i = 0; i < 200'000; ++i)
    x.insert(i % 100);
  EXPECT_EQ(x.median(), 49);
  EXPECT_EQ(x.percentile(95), 94);
  EXPECT_EQ(x.count(), 200'000);
}

} // namespace
} // namespace troupe
