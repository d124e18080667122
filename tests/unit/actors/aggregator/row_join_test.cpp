#include "actors/aggregator/row_join.hpp"

#include <map>
#include <string>

#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

using rows = std::vector<counter_row>;

/// Name -> "stamp:sum stamp:sum", as the join yields it.
std::map<std::string, std::string> join(std::vector<column<counter_row>> xs) {
  std::map<std::string, std::string> result;
  row_join<counter_row> x{std::move(xs)};
  row_group<counter_row> group;
  while (x.next(group)) {
    std::string text;
    for (auto& one : group)
      text += std::to_string(one.stamp_s) + ":"
              + std::to_string(static_cast<int>(one.row->sum)) + " ";
    auto name = std::string{group.front().row->context->name()};
    EXPECT_TRUE(result.emplace(name, text).second) << name << " came twice";
  }
  return result;
}

TEST(row_join_test, nothing_yields_nothing) {
  EXPECT_TRUE(join({}).empty());
  rows none;
  EXPECT_TRUE(join({{10, &none}, {20, &none}}).empty());
}

TEST(row_join_test, one_column_passes_each_row) {
  rows a{counter("x", 1), counter("y", 2)};
  auto got = join({{10, &a}});
  EXPECT_EQ(got.size(), 2u);
  EXPECT_EQ(got["x"], "10:1 ");
  EXPECT_EQ(got["y"], "10:2 ");
}

TEST(row_join_test, rows_of_one_context_come_together_in_column_order) {
  rows a{counter("x", 1), counter("y", 2)};
  rows b{counter("z", 3), counter("x", 4)};
  rows c{counter("y", 5), counter("x", 6)};
  auto got = join({{10, &a}, {10, &b}, {20, &c}});
  EXPECT_EQ(got.size(), 3u);
  EXPECT_EQ(got["x"], "10:1 10:4 20:6 ");
  EXPECT_EQ(got["y"], "10:2 20:5 ");
  EXPECT_EQ(got["z"], "10:3 ");
}

TEST(row_join_test, contents_may_be_taken_as_they_come) {
  rows a{counter("x", 1), counter("y", 2)};
  rows b{counter("x", 3), counter("y", 4)};
  row_join<counter_row> x{{{10, &a}, {20, &b}}};
  row_group<counter_row> group;
  int groups = 0;
  while (x.next(group)) {
    ++groups;
    for (auto& one : group)
      one.row->context = nullptr;
  }
  EXPECT_EQ(groups, 2);
}

TEST(row_join_test, many_contexts_in_many_columns_lose_nothing) {
  std::vector<rows> all(5);
  std::vector<column<counter_row>> columns;
  for (size_t i = 0; i < all.size(); ++i) {
    for (int n = 0; n < 1000; ++n)
      if (n % (static_cast<int>(i) + 1) == 0)
        all[i].push_back(counter("m" + std::to_string(n), 1));
    columns.push_back({static_cast<int64_t>(i) * 10, &all[i]});
  }
  row_join<counter_row> x{columns};
  row_group<counter_row> group;
  size_t contexts = 0;
  size_t seen = 0;
  while (x.next(group)) {
    ++contexts;
    seen += group.size();
  }
  EXPECT_EQ(contexts, 1000u);
  EXPECT_EQ(seen, 1000u + 500 + 334 + 250 + 200);
}

} // namespace
} // namespace troupe
