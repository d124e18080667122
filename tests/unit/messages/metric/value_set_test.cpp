#include "messages/metric/value_set.hpp"

#include <string>

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(value_set, counts_each_distinct_string_once) {
  value_set x;
  for (auto text : {"a", "b", "a", "", "b"})
    x.insert(text);
  EXPECT_EQ(x.size(), 3u);
  EXPECT_EQ(x.overflow(), 0u);
}

TEST(value_set, a_merge_is_a_union) {
  value_set a, b;
  a.insert("x");
  a.insert("y");
  b.insert("y");
  b.insert("z");
  a.merge(b);
  a.merge(a);
  EXPECT_EQ(a.size(), 3u);
}

// Catalogue C10.
TEST(value_set, a_million_values_are_cut_and_the_rest_is_counted) {
  value_set x;
  for (int i = 0; i < 1'000'000; ++i)
    x.insert(std::to_string(i));
  EXPECT_EQ(x.size(), value_set::limit);
  EXPECT_EQ(x.overflow(), 1'000'000 - value_set::limit);
  x.insert("5");
  EXPECT_EQ(x.overflow(), 1'000'000 - value_set::limit);
  EXPECT_LT(x.footprint(), 8u << 20);
}

} // namespace
} // namespace troupe
