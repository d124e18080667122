#include "actors/aggregator/histogram_series.hpp"

#include <map>

#include <gtest/gtest.h>

namespace troupe {
namespace {

histogram sample() {
  histogram x;
  for (int i = 1; i <= 20; ++i)
    x.insert(i);
  return x;
}

std::vector<std::string> suffixes(const std::vector<histogram_value>& xs) {
  std::vector<std::string> result;
  for (auto& x : xs)
    result.push_back(*x.suffix);
  return result;
}

using names = std::vector<std::string>;

// shows: histogram_aggregates
TEST(histogram_series_test, yields_the_aggregates_that_are_asked_for) {
  histogram_series x{{{"sum", "min", "count"}, {}, {}, false}};
  auto values = sample();
  std::vector<histogram_value> out;
  x.derive("m", values, 10, out);
  ASSERT_EQ(suffixes(out), (names{".sum", ".min", ".count"}));
  EXPECT_EQ(out[0].value, 210);
  EXPECT_EQ(out[1].value, 1);
  EXPECT_EQ(out[2].value, 2) << "per second of ten";
  EXPECT_EQ(out[0].type, wire_type::gauge);
  EXPECT_EQ(out[2].type, wire_type::rate);
}

TEST(histogram_series_test, the_agents_defaults) {
  histogram_series x{{}};
  auto values = sample();
  std::vector<histogram_value> out;
  x.derive("m", values, 10, out);
  ASSERT_EQ(suffixes(out),
            (names{".max", ".median", ".avg", ".count", ".95percentile"}));
  EXPECT_EQ(out[0].value, 20);
  // Weighted position (20 - 1) / 2 is the tenth value.
  EXPECT_EQ(out[1].value, 10);
  EXPECT_EQ(out[2].value, 10.5);
  // Position (95 * 20 - 1) / 100 = 18 is the nineteenth.
  EXPECT_EQ(out[4].value, 19);
}

// shows: histogram_percentiles
TEST(histogram_series_test, yields_the_percentiles_that_are_asked_for) {
  histogram_series x{{{}, {50, 99, 100}, {}, false}};
  auto values = sample();
  std::vector<histogram_value> out;
  x.derive("m", values, 10, out);
  ASSERT_EQ(suffixes(out),
            (names{".50percentile", ".99percentile", ".100percentile"}));
  EXPECT_EQ(out[0].value, 10);
  EXPECT_EQ(out[1].value, 20);
  EXPECT_EQ(out[2].value, 20);
}

TEST(histogram_series_test, an_empty_one_yields_nothing) {
  histogram_series x{{}};
  histogram empty;
  std::vector<histogram_value> out(3);
  x.derive("m", empty, 10, out);
  EXPECT_TRUE(out.empty());
}

TEST(histogram_series_test, suffixes_are_the_one_stored_copy) {
  histogram_series x{{{"max"}, {}, {}, false}};
  histogram_series y{{{"max"}, {}, {}, false}};
  auto values = sample();
  std::vector<histogram_value> a;
  std::vector<histogram_value> b;
  x.derive("m", values, 10, a);
  y.derive("n", values, 10, b);
  EXPECT_EQ(a[0].suffix, b[0].suffix);
}

// shows: metric_filterlist
TEST(histogram_series_test, a_full_name_takes_out_one_aggregate) {
  histogram_series x{
      {{"max", "avg"}, {95}, {"m.max", "m", "other.95percentile"}, false}};
  auto values = sample();
  std::vector<histogram_value> out;
  x.derive("m", values, 10, out);
  EXPECT_EQ(suffixes(out), (names{".avg", ".95percentile"}));
  x.derive("other", values, 10, out);
  EXPECT_EQ(suffixes(out), (names{".max", ".avg"}));
}

// shows: metric_filterlist_match_prefix
TEST(histogram_series_test, prefixes_take_out_all_that_begin_so) {
  histogram_series x{{{"max", "avg"}, {}, {"m.m", "quiet."}, true}};
  auto values = sample();
  std::vector<histogram_value> out;
  x.derive("m", values, 10, out);
  EXPECT_EQ(suffixes(out), (names{".avg"}));
  x.derive("quiet.time", values, 10, out);
  EXPECT_TRUE(out.empty());
}

} // namespace
} // namespace troupe
