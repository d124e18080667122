#include "messages/metric/sketch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

namespace troupe {
namespace {

uint64_t mass(const sketch& x) {
  uint64_t result = 0;
  for (auto& bin : x.bins())
    result += bin.count;
  return result;
}

TEST(sketch, keys_are_those_of_the_golden_table) {
  struct row {
    double value;
    int16_t key;
  };
  constexpr row golden[] = {
      {0, 0},
      {9.94185408912145e-10, 1},
      {1e-9, 1},
      {1e-6, 447},
      {0.001, 892},
      {0.5, 1293},
      {1, 1338},
      {1.007, 1338},
      {1.008, 1339},
      {2, 1383},
      {3.14, 1412},
      {10, 1487},
      {100, 1635},
      {1000, 1784},
      {1e6, 2229},
      {1e9, 2675},
      {1e12, 3120},
      {1e100, 16189},
      {1e211, 32674},
      {1e212, 32767},
      {-1, -1338},
      {-10, -1487},
      {9.9e-10, 0},
      {-9.9e-10, 0},
      {4.1e211, 32765},
      {4.3e211, 32767},
      {std::numeric_limits<double>::max(), 32767},
  };
  for (auto& x : golden)
    EXPECT_EQ(sketch::key_of(x.value), x.key) << x.value;
}

TEST(sketch, a_lower_bound_is_in_its_own_bin) {
  for (int16_t key : {1, 447, 1338, 16189, 32766, -1338})
    EXPECT_EQ(sketch::key_of(sketch::lower_bound(key)), key);
  EXPECT_EQ(sketch::lower_bound(0), 0);
  EXPECT_DOUBLE_EQ(sketch::lower_bound(1338), 1);
  EXPECT_DOUBLE_EQ(sketch::lower_bound(1), 9.94185408912145e-10);
}

TEST(sketch, the_golden_payload_values_give_its_bins_and_summary) {
  sketch x;
  x.insert(1);
  x.insert(10);
  EXPECT_EQ(x.bins(), (std::vector<sketch_bin>{{1338, 1}, {1487, 1}}));
  EXPECT_EQ(x.count(), 2);
  EXPECT_EQ(x.min(), 1);
  EXPECT_EQ(x.max(), 10);
  EXPECT_EQ(x.sum(), 11);
  EXPECT_EQ(x.avg(), 5.5);
}

TEST(sketch, bins_are_sorted_and_joined_over_many_settlements) {
  sketch x;
  for (int i = 0; i < 3000; ++i)
    x.insert(1 + (i * 7919) % 100);
  auto bins = x.bins();
  EXPECT_TRUE(std::is_sorted(bins.begin(), bins.end(),
                             [](auto& a, auto& b) { return a.key < b.key; }));
  EXPECT_EQ(std::adjacent_find(bins.begin(), bins.end(),
                               [](auto& a, auto& b) { return a.key == b.key; }),
            bins.end());
  EXPECT_EQ(mass(x), 3000u);
  EXPECT_EQ(x.count(), 3000);
}

TEST(sketch, a_sample_rate_weighs_count_sum_and_bin) {
  for (double rate : {0.5, 0.001}) {
    sketch x;
    x.insert(3, rate);
    auto weight = static_cast<uint64_t>(1 / rate);
    EXPECT_EQ(x.count(), static_cast<int64_t>(weight));
    EXPECT_DOUBLE_EQ(x.sum(), 3.0 / rate);
    EXPECT_EQ(mass(x), weight);
  }
}

TEST(sketch, a_weight_is_cut_to_a_whole_number_in_the_bin) {
  sketch x;
  x.insert(3, 0.4);
  EXPECT_EQ(mass(x), 2u);
  EXPECT_EQ(x.count(), 2);
  EXPECT_DOUBLE_EQ(x.sum(), 7.5);
}

TEST(sketch, a_rate_out_of_range_counts_once) {
  for (double rate :
       {0.0, -1.0, 2.0, 1.0, std::numeric_limits<double>::quiet_NaN()}) {
    sketch x;
    x.insert(5, rate);
    EXPECT_EQ(x.count(), 1) << rate;
    EXPECT_EQ(mass(x), 1u) << rate;
  }
}

// Catalogue B08.
TEST(sketch, a_tiny_sample_rate_is_clamped_without_overflow) {
  sketch x;
  for (int i = 0; i < 4000; ++i)
    x.insert(1, i % 2 == 0 ? 1e-9 : 1e-300);
  EXPECT_EQ(x.count(), std::numeric_limits<int64_t>::max());
  ASSERT_EQ(x.bins().size(), 1u);
  EXPECT_EQ(x.bins()[0].count, std::numeric_limits<uint32_t>::max());
  EXPECT_TRUE(std::isfinite(x.sum()));
}

// Catalogue C10.
TEST(sketch, a_million_distinct_values_keep_their_mass_within_the_bins) {
  sketch x;
  double value = 1e-9;
  for (int i = 0; i < 1'000'000; ++i) {
    x.insert(value);
    value *= 1.0000505;
  }
  for (int i = 0; i < 30'000; ++i)
    x.insert(sketch::lower_bound(static_cast<int16_t>(1 + i % 32'000)));
  EXPECT_EQ(x.bins().size(), sketch::bin_limit);
  EXPECT_EQ(mass(x), 1'030'000u);
}

TEST(sketch, the_lowest_bins_fold_into_the_first_that_is_kept) {
  sketch x;
  for (int key = 1; key <= 4100; ++key)
    x.insert(sketch::lower_bound(static_cast<int16_t>(key)));
  auto bins = x.bins();
  ASSERT_EQ(bins.size(), sketch::bin_limit);
  EXPECT_EQ(bins.front(), (sketch_bin{5, 5}));
  EXPECT_EQ(bins.back(), (sketch_bin{4100, 1}));
}

TEST(sketch, merging_equals_inserting_everything_into_one) {
  sketch all, a, b;
  for (int i = 0; i < 1000; ++i) {
    all.insert(i);
    (i % 3 == 0 ? a : b).insert(i);
  }
  a.merge(b);
  a.merge(sketch{});
  EXPECT_EQ(a.bins(), all.bins());
  EXPECT_EQ(a.count(), all.count());
  EXPECT_EQ(a.min(), 0);
  EXPECT_EQ(a.max(), 999);
  EXPECT_DOUBLE_EQ(a.sum(), all.sum());
  EXPECT_NEAR(a.avg(), all.avg(), 1e-9);
  a.merge(a);
  EXPECT_EQ(mass(a), 2000u);
}

TEST(sketch, quantiles_are_within_the_promised_error) {
  sketch x;
  EXPECT_EQ(x.quantile(0.5), 0);
  for (int i = 1; i <= 10'000; ++i)
    x.insert(i);
  EXPECT_EQ(x.quantile(0), 1);
  EXPECT_EQ(x.quantile(1), 10'000);
  for (double q : {0.1, 0.5, 0.9, 0.99})
    EXPECT_NEAR(x.quantile(q), q * 10'000, q * 10'000 / 64) << q;
}

TEST(sketch, a_bucket_spreads_its_count_over_the_bins_between) {
  sketch x;
  ASSERT_TRUE(x.insert_interpolated(1, 2, 1000));
  EXPECT_EQ(x.count(), 1000);
  EXPECT_EQ(mass(x), 1000u);
  auto bins = x.bins();
  EXPECT_EQ(bins.front().key, 1338);
  EXPECT_GE(bins.back().key, 1381);
  EXPECT_GT(bins.size(), 40u);
  EXPECT_DOUBLE_EQ(x.min(), 1);
  EXPECT_NEAR(x.sum(), 1500, 15);
}

TEST(sketch, a_bucket_with_few_values_makes_no_empty_bins) {
  sketch x;
  ASSERT_TRUE(x.insert_interpolated(1, 1000, 3));
  EXPECT_EQ(mass(x), 3u);
  EXPECT_LE(x.bins().size(), 3u);
}

TEST(sketch, a_bucket_of_one_bin_goes_there) {
  sketch x;
  ASSERT_TRUE(x.insert_interpolated(10, 10, 7));
  EXPECT_EQ(x.bins(), (std::vector<sketch_bin>{{1487, 7}}));
}

TEST(sketch, a_bucket_with_crossed_bounds_is_refused) {
  sketch x;
  EXPECT_FALSE(x.insert_interpolated(10, 1, 7));
  EXPECT_TRUE(x.empty());
}

TEST(sketch, a_few_values_cost_no_more_than_the_object) {
  sketch x;
  for (int i = 0; i < 8; ++i)
    x.insert(i);
  EXPECT_LE(x.footprint(), 96u);
}

} // namespace
} // namespace troupe
