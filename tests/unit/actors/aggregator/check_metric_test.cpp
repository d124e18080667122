#include "actors/aggregator/check_metric.hpp"

#include <map>

#include <gtest/gtest.h>

namespace troupe {
namespace {

/// What a commit yields: suffix -> value, and when.
struct committed {
  bool good = false;
  std::vector<check_point> points;

  double only() const {
    EXPECT_EQ(points.size(), 1u);
    return points.empty() ? -1e9 : points[0].value;
  }
};

class check_metric_test : public ::testing::Test {
public:
  histogram_series histograms{{{"max", "avg", "count"}, {95}, {}, false}};

  static void add(check_metric& to, double value, double at_s,
                  bool flush_first_value = false) {
    check_sample x;
    x.value = value;
    x.flush_first_value = flush_first_value;
    to.add(x, at_s);
  }
  committed commit(check_metric& x, int64_t stamp_s = 12349) {
    committed result;
    result.good = x.commit(stamp_s, "my.metric", histograms, result.points);
    return result;
  }
};

TEST_F(check_metric_test, a_gauge_is_its_last_value_at_the_commit) {
  check_metric x{metric_kind::gauge};
  add(x, 1, 12345);
  add(x, 2, 12347);
  auto got = commit(x);
  EXPECT_EQ(got.only(), 2);
  EXPECT_EQ(got.points[0].timestamp, 12349);
  EXPECT_EQ(got.points[0].type, wire_type::gauge);
  EXPECT_TRUE(commit(x).points.empty());
  EXPECT_FALSE(x.stateful());
}

TEST_F(check_metric_test, a_count_is_a_sum) {
  check_metric x{metric_kind::count};
  add(x, 1, 12340);
  add(x, 2, 12341);
  add(x, 4.5, 12342);
  auto got = commit(x);
  EXPECT_EQ(got.only(), 7.5);
  EXPECT_EQ(got.points[0].type, wire_type::count);
  EXPECT_TRUE(commit(x).points.empty());
}

TEST_F(check_metric_test, a_counter_is_a_sum_per_second) {
  check_metric x{metric_kind::counter};
  add(x, 3, 12340);
  add(x, 4, 12341);
  auto got = commit(x);
  EXPECT_EQ(got.only(), 7);
  EXPECT_EQ(got.points[0].type, wire_type::rate);
  EXPECT_TRUE(commit(x).points.empty());
}

TEST_F(check_metric_test, a_rate_is_the_last_change_over_its_time) {
  check_metric x{metric_kind::rate};
  add(x, 1, 12340);
  EXPECT_TRUE(commit(x).points.empty()) << "one value is no rate";
  add(x, 2, 12345);
  auto got = commit(x);
  EXPECT_DOUBLE_EQ(got.only(), 0.2);
  EXPECT_EQ(got.points[0].timestamp, 12345) << "the sample's time";
  EXPECT_EQ(got.points[0].type, wire_type::gauge);
  EXPECT_TRUE(commit(x).points.empty());
  add(x, 12, 12350);
  EXPECT_DOUBLE_EQ(commit(x).only(), 2);
  EXPECT_TRUE(x.stateful());
}

TEST_F(check_metric_test, of_many_values_a_rate_takes_the_last_two) {
  check_metric x{metric_kind::rate};
  add(x, 1, 12340);
  add(x, 2, 12345);
  add(x, 4, 12347.5);
  EXPECT_DOUBLE_EQ(commit(x).only(), 0.8);
}

TEST_F(check_metric_test, a_rate_that_falls_is_an_error) {
  check_metric x{metric_kind::rate};
  add(x, 10, 12340);
  add(x, 2, 12345);
  auto got = commit(x);
  EXPECT_FALSE(got.good);
  EXPECT_TRUE(got.points.empty());
  add(x, 7, 12350);
  EXPECT_DOUBLE_EQ(commit(x).only(), 1) << "goes on from the new value";
}

TEST_F(check_metric_test, a_rate_without_time_is_an_error) {
  check_metric x{metric_kind::rate};
  add(x, 1, 12345);
  add(x, 2, 12345);
  auto got = commit(x);
  EXPECT_FALSE(got.good);
  EXPECT_TRUE(got.points.empty());
}

TEST_F(check_metric_test, a_monotonic_count_sums_what_grew) {
  check_metric x{metric_kind::monotonic_count};
  add(x, 1, 12340);
  EXPECT_TRUE(commit(x).points.empty()) << "only a base";
  add(x, 2, 12345);
  add(x, 3, 12346);
  add(x, 6, 12347);
  auto got = commit(x);
  EXPECT_EQ(got.only(), 5);
  EXPECT_EQ(got.points[0].type, wire_type::count);
  EXPECT_EQ(got.points[0].timestamp, 12349);
  EXPECT_TRUE(commit(x).points.empty());
  add(x, 6, 12350);
  EXPECT_EQ(commit(x).only(), 0) << "sampled, and nothing happened";
  EXPECT_TRUE(x.stateful());
}

TEST_F(check_metric_test, a_decrease_is_a_reset) {
  check_metric x{metric_kind::monotonic_count};
  add(x, 10, 12340);
  add(x, 14, 12341);
  add(x, 3, 12342);
  add(x, 5, 12343);
  EXPECT_EQ(commit(x).only(), 6) << "4 before the reset, 2 after";
}

TEST_F(check_metric_test, a_first_value_may_be_said_to_count) {
  check_metric x{metric_kind::monotonic_count};
  add(x, 10, 12340, true);
  EXPECT_EQ(commit(x).only(), 10);
  add(x, 12, 12345, true);
  EXPECT_EQ(commit(x).only(), 2);
  add(x, 3, 12350, true);
  EXPECT_EQ(commit(x).only(), 3) << "after a reset the new value counts";
}

TEST_F(check_metric_test, a_set_is_how_many_there_were) {
  check_metric x{metric_kind::set};
  for (double value : {1.0, 2.0, 2.0, 3.0, 1.0})
    add(x, value, 12340);
  auto got = commit(x);
  EXPECT_EQ(got.only(), 3);
  EXPECT_EQ(got.points[0].type, wire_type::gauge);
  EXPECT_TRUE(commit(x).points.empty());
}

TEST_F(check_metric_test, a_histogram_yields_its_aggregates_per_second) {
  check_metric x{metric_kind::histogram};
  for (double value : {1.0, 2.0, 3.0, 4.0})
    add(x, value, 12340);
  auto got = commit(x);
  ASSERT_EQ(got.points.size(), 4u);
  EXPECT_EQ(*got.points[0].suffix, ".max");
  EXPECT_EQ(got.points[0].value, 4);
  EXPECT_EQ(got.points[1].value, 2.5);
  EXPECT_EQ(*got.points[2].suffix, ".count");
  EXPECT_EQ(got.points[2].value, 4) << "over one second, not ten";
  EXPECT_EQ(got.points[2].type, wire_type::rate);
  EXPECT_EQ(got.points[3].timestamp, 12349);
  EXPECT_TRUE(commit(x).points.empty());
  EXPECT_FALSE(x.stateful());
}

TEST_F(check_metric_test, a_historate_is_a_histogram_of_rates) {
  check_metric x{metric_kind::historate};
  add(x, 1, 12340);
  add(x, 2, 12341);
  add(x, 4, 12342);
  add(x, 4, 12343);
  auto got = commit(x);
  ASSERT_EQ(got.points.size(), 4u);
  EXPECT_EQ(got.points[0].value, 2) << "rates 1, 2 and 0";
  EXPECT_EQ(got.points[1].value, 1);
  EXPECT_EQ(got.points[2].value, 3);
  EXPECT_TRUE(x.stateful());
}

TEST_F(check_metric_test, a_historate_forgets_its_last_value_at_a_commit) {
  check_metric x{metric_kind::historate};
  add(x, 1, 12340);
  EXPECT_TRUE(commit(x).points.empty());
  add(x, 100, 12350);
  EXPECT_TRUE(commit(x).points.empty());
}

TEST_F(check_metric_test, a_historate_passes_over_samples_without_time) {
  check_metric x{metric_kind::historate};
  add(x, 1, 12340);
  add(x, 2, 12340);
  add(x, 4, 12341);
  auto got = commit(x);
  ASSERT_EQ(got.points.size(), 4u);
  EXPECT_EQ(got.points[2].value, 1);
  EXPECT_EQ(got.points[0].value, 2);
}

TEST_F(check_metric_test, distributions_and_timed_samples_are_not_its_own) {
  EXPECT_TRUE(check_metric::accepts(metric_kind::gauge));
  EXPECT_TRUE(check_metric::accepts(metric_kind::set));
  EXPECT_FALSE(check_metric::accepts(metric_kind::distribution));
  EXPECT_FALSE(check_metric::accepts(metric_kind::gauge_with_timestamp));
  EXPECT_FALSE(check_metric::accepts(metric_kind::count_with_timestamp));
}

} // namespace
} // namespace troupe
