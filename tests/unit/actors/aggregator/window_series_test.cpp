#include "actors/aggregator/window_series.hpp"

#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

class window_series_test : public with_ledger {
public:
  histogram_series histograms{{}};

  void write(std::vector<closed_window> windows) {
    auto to = writer();
    window_series x{std::move(windows), histograms, 10};
    while (x.next(to))
      continue;
    EXPECT_FALSE(x.next(to)) << "stays at its end";
    to.finish();
  }
  static closed_window at(int64_t start_s) {
    closed_window x;
    x.start_s = start_s;
    return x;
  }
  static std::vector<closed_window> list(closed_window a) {
    std::vector<closed_window> result;
    result.push_back(std::move(a));
    return result;
  }
  static std::vector<closed_window> list(closed_window a, closed_window b) {
    auto result = list(std::move(a));
    result.push_back(std::move(b));
    return result;
  }
};

TEST_F(window_series_test, a_counter_is_a_rate_over_the_window) {
  auto a = at(100);
  a.counters.push_back(counter("page.views", 25));
  write(list(std::move(a)));
  auto x = out.find("page.views");
  ASSERT_NE(x, nullptr);
  EXPECT_EQ(x->type, wire_type::rate);
  EXPECT_EQ(x->interval, 10u);
  EXPECT_EQ(points_of(x), (point_list{{100, 2.5}}));
}

TEST_F(window_series_test, counters_of_shards_sum_within_a_window) {
  auto a = at(100);
  auto b = at(100);
  a.counters.push_back(counter("c", 1));
  b.counters.push_back(counter("c", 2));
  write(list(std::move(a), std::move(b)));
  EXPECT_EQ(points_of(out.find("c")), (point_list{{100, 0.3}}));
}

TEST_F(window_series_test, windows_of_one_context_become_one_serie) {
  auto a = at(110);
  auto b = at(100);
  a.counters.push_back(counter("c", 20));
  b.counters.push_back(counter("c", 0));
  a.gauges.push_back(gauge("g", 7));
  b.gauges.push_back(gauge("g", 5));
  write(list(std::move(a), std::move(b)));
  EXPECT_EQ(points_of(out.find("c")), (point_list{{100, 0}, {110, 2}}));
  EXPECT_EQ(points_of(out.find("g")), (point_list{{100, 5}, {110, 7}}));
  EXPECT_EQ(books.points.snapshot().in, 4u);
}

TEST_F(window_series_test, of_gauges_the_last_to_arrive_stays) {
  auto a = at(100);
  auto b = at(100);
  a.gauges.push_back(gauge("g", 1, 2000));
  a.gauges.push_back(gauge("h", 3, 1000));
  b.gauges.push_back(gauge("g", 2, 1999));
  b.gauges.push_back(gauge("h", 4, 1001));
  write(list(std::move(a), std::move(b)));
  EXPECT_EQ(points_of(out.find("g")), (point_list{{100, 1}}));
  EXPECT_EQ(points_of(out.find("h")), (point_list{{100, 4}}));
  EXPECT_EQ(out.find("g")->type, wire_type::gauge);
}

TEST_F(window_series_test, sets_unite) {
  auto a = at(100);
  auto b = at(100);
  auto c = context_of("users", metric_kind::set);
  a.sets.push_back({c, {}});
  a.sets[0].values.insert("ann");
  a.sets[0].values.insert("bob");
  b.sets.push_back({c, {}});
  b.sets[0].values.insert("bob");
  b.sets[0].values.insert("eve");
  write(list(std::move(a), std::move(b)));
  EXPECT_EQ(points_of(out.find("users")), (point_list{{100, 3}}));
  EXPECT_EQ(out.find("users")->type, wire_type::gauge);
}

TEST_F(window_series_test, histograms_merge_and_yield_a_serie_per_suffix) {
  auto a = at(100);
  auto b = at(100);
  auto later = at(110);
  auto c = context_of("req.time", metric_kind::histogram);
  a.histograms.push_back({c, {}});
  b.histograms.push_back({c, {}});
  later.histograms.push_back({c, {}});
  for (int i = 1; i <= 10; ++i)
    a.histograms[0].values.insert(i);
  for (int i = 11; i <= 20; ++i)
    b.histograms[0].values.insert(i);
  later.histograms[0].values.insert(5, 0.5);
  auto all = list(std::move(a), std::move(b));
  all.push_back(std::move(later));
  write(std::move(all));
  EXPECT_EQ(out.series.size(), 5u);
  EXPECT_EQ(points_of(out.find("req.time.max")),
            (point_list{{100, 20}, {110, 5}}));
  EXPECT_EQ(points_of(out.find("req.time.count")),
            (point_list{{100, 2}, {110, 0.2}}));
  EXPECT_EQ(points_of(out.find("req.time.95percentile")),
            (point_list{{100, 19}, {110, 5}}));
  EXPECT_EQ(out.find("req.time.count")->type, wire_type::rate);
  EXPECT_EQ(out.find("req.time.avg")->type, wire_type::gauge);
  EXPECT_EQ(out.find("req.time.avg")->interval, 10u);
}

TEST_F(window_series_test, sketches_merge_per_window) {
  auto a = at(100);
  auto b = at(100);
  auto later = at(110);
  auto c = context_of("d", metric_kind::distribution);
  a.sketches.push_back({c, {}});
  a.sketches[0].values.insert(1);
  b.sketches.push_back({c, {}});
  b.sketches[0].values.insert(3);
  later.sketches.push_back({c, {}});
  later.sketches[0].values.insert(9);
  auto all = list(std::move(a), std::move(b));
  all.push_back(std::move(later));
  write(std::move(all));
  ASSERT_EQ(out.sketches.size(), 1u);
  auto& points = out.sketches[0].points;
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].timestamp, 100);
  EXPECT_EQ(points[0].value.count(), 2);
  EXPECT_EQ(points[0].value.sum(), 4);
  EXPECT_EQ(points[1].timestamp, 110);
  EXPECT_EQ(points[1].value.max(), 9);
}

TEST_F(window_series_test, one_name_with_two_types_stays_two_contexts) {
  auto a = at(100);
  a.counters.push_back(counter("same", 10));
  a.gauges.push_back(gauge("same", 10));
  write(list(std::move(a)));
  ASSERT_EQ(out.series.size(), 2u);
  EXPECT_EQ(out.series[0].type, wire_type::rate);
  EXPECT_EQ(out.series[1].type, wire_type::gauge);
  EXPECT_FALSE(out.series[0].context->key() == out.series[1].context->key());
}

TEST_F(window_series_test, large_sums_stay_finite_doubles) {
  auto a = at(100);
  a.counters.push_back(counter("c", 9007199254740993.0));
  a.counters.push_back(counter("d", 1.7e308));
  write(list(std::move(a)));
  EXPECT_DOUBLE_EQ(points_of(out.find("c"))[0].second, 900719925474099.2);
  EXPECT_DOUBLE_EQ(points_of(out.find("d"))[0].second, 1.7e307);
}

TEST_F(window_series_test, rows_go_when_their_kind_is_done) {
  auto a = at(100);
  auto context = context_of("g", metric_kind::gauge);
  a.gauges.push_back({context, 1, 0});
  a.counters.push_back(counter("c", 1));
  auto to = writer();
  window_series x{list(std::move(a)), histograms, 10};
  EXPECT_TRUE(x.next(to));
  EXPECT_TRUE(x.next(to));
  EXPECT_FALSE(x.next(to));
  to.finish();
  out.series.clear();
  EXPECT_TRUE(context->unique());
}

} // namespace
} // namespace troupe
