#include "actors/intake/quantiles.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace troupe::local {

namespace {

TEST(quantiles, of_one_value_are_that_value) {
  std::vector<int32_t> keys{1338};
  std::vector<uint32_t> counts{1};
  bin_quantiles x{keys, counts, 1.0, 1.0};
  EXPECT_EQ(x.at(0.5), 1.0);
  EXPECT_EQ(x.at(0.99), 1.0);
}

TEST(quantiles, agree_with_the_values_to_the_bin_width) {
  sketch values;
  for (int i = 1; i <= 1000; ++i)
    values.insert(i);
  std::vector<int32_t> keys;
  std::vector<uint32_t> counts;
  for (auto& bin : values.bins()) {
    keys.push_back(bin.key);
    counts.push_back(bin.count);
  }
  bin_quantiles x{keys, counts, 1, 1000};
  EXPECT_NEAR(x.at(0.5), 500, 500 * 0.016);
  EXPECT_NEAR(x.at(0.95), 950, 950 * 0.016);
  EXPECT_NEAR(x.at(0.99), 990, 990 * 0.016);
  EXPECT_LE(x.at(1), 1000);
}

TEST(quantiles, of_keys_that_no_agent_writes_stay_within_the_extremes) {
  std::vector<int32_t> keys{-2147483647 - 1, 2147483647};
  std::vector<uint32_t> counts{4'000'000'000u, 4'000'000'000u};
  bin_quantiles x{keys, counts, -5, 5};
  EXPECT_EQ(x.at(0.1), -5);
  EXPECT_EQ(x.at(0.9), 5);
}

TEST(quantiles, of_nothing_are_the_minimum) {
  EXPECT_EQ((bin_quantiles{{}, {}, 3, 4}.at(0.5)), 3);
}

} // namespace

} // namespace troupe::local
