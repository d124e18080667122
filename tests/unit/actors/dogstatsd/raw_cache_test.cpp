#include "actors/dogstatsd/raw_cache.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace troupe {
namespace {

hash128 key(uint64_t low, uint64_t high = 0) {
  return {low, high << 32};
}

TEST(raw_cache, finds_what_was_put_in) {
  raw_cache x{1000};
  EXPECT_EQ(x.find(key(1)), raw_cache::none);
  x.insert(key(1), 7);
  EXPECT_EQ(x.find(key(1)), 7u);
  x.insert(key(1), 8);
  EXPECT_EQ(x.find(key(1)), 8u);
  EXPECT_EQ(x.size(), 1u);
}

TEST(raw_cache, tells_keys_with_the_same_low_half_apart) {
  raw_cache x{1000};
  x.insert(key(1, 1), 10);
  x.insert(key(1, 2), 20);
  EXPECT_EQ(x.find(key(1, 1)), 10u);
  EXPECT_EQ(x.find(key(1, 2)), 20u);
  EXPECT_EQ(x.find(key(1, 3)), raw_cache::none);
}

TEST(raw_cache, grows_without_losing_any) {
  raw_cache x{100'000};
  std::mt19937_64 random{1};
  std::map<uint64_t, uint32_t> all;
  for (uint32_t i = 0; i < 50'000; ++i) {
    auto low = random();
    all[low] = i;
    x.insert(key(low), i);
  }
  for (auto& [low, target] : all)
    EXPECT_EQ(x.find(key(low)), target);
  EXPECT_EQ(x.resets(), 0u);
}

TEST(raw_cache, at_its_bound_it_forgets_everything_once) {
  raw_cache x{600};
  for (uint32_t i = 0; i < 600; ++i)
    x.insert(key(i * 2654435761u), i);
  EXPECT_EQ(x.resets(), 0u);
  x.insert(key(1), 1);
  EXPECT_EQ(x.resets(), 1u);
  EXPECT_EQ(x.size(), 1u);
  EXPECT_EQ(x.find(key(1)), 1u);
  EXPECT_LE(x.footprint(), 1024u * 16);
}

TEST(raw_cache, a_sweep_forgets_the_dead_and_keeps_the_rest) {
  raw_cache x{10'000};
  // Many share a home, so that what is erased leaves gaps inside runs.
  for (uint32_t i = 0; i < 5000; ++i)
    x.insert(key(i % 100, i), i);
  auto dead = [](uint32_t target) { return target % 3 == 0; };
  int slices = 1;
  while (!x.sweep(64, dead))
    ++slices;
  EXPECT_GT(slices, 100);
  for (uint32_t i = 0; i < 5000; ++i)
    EXPECT_EQ(x.find(key(i % 100, i)), i % 3 == 0 ? raw_cache::none : i);
}

TEST(raw_cache, runs_across_the_end_of_the_table_survive_erasing) {
  raw_cache x{1000};
  for (uint32_t i = 0; i < 200; ++i)
    x.insert(key(1020 + (i % 8), i), i);
  while (!x.sweep(7, [](uint32_t target) { return target % 2 == 0; }))
    continue;
  for (uint32_t i = 0; i < 200; ++i)
    EXPECT_EQ(x.find(key(1020 + (i % 8), i)), i % 2 == 0 ? raw_cache::none : i);
}

} // namespace
} // namespace troupe
