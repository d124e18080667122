#include "actors/aggregator/timed_points.hpp"

#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

class timed_points_test : public with_ledger {
public:
  timed_points make(timed_points::options options = {}) {
    return {books.points, options, {}, [this](auto& x) { out.add(*x); }};
  }
  timed_sample_batch batch(std::vector<timed_sample> xs) {
    auto n = xs.size();
    return {std::move(xs), ticket{books.samples, n}};
  }
  context_ptr gauge_context =
      context_of("g", metric_kind::gauge_with_timestamp);
  context_ptr count_context =
      context_of("c", metric_kind::count_with_timestamp);
};

TEST_F(timed_points_test, gauges_stay_and_counts_become_rates) {
  auto x = make();
  x.add(batch({{gauge_context, 5, 1000}, {count_context, 20, 1001}}));
  EXPECT_TRUE(out.series.empty());
  x.flush();
  EXPECT_EQ(points_of(out.find("g")), (point_list{{1000, 5}}));
  EXPECT_EQ(out.find("g")->type, wire_type::gauge);
  EXPECT_EQ(points_of(out.find("c")), (point_list{{1001, 2}}));
  EXPECT_EQ(out.find("c")->type, wire_type::rate);
  EXPECT_EQ(out.find("c")->interval, 10u);
  EXPECT_EQ(books.samples.snapshot().out, 2u);
  EXPECT_EQ(x.processed(), 2u);
  EXPECT_EQ(x.flushes(), 1u);
}

TEST_F(timed_points_test, a_row_of_one_context_is_one_serie) {
  auto x = make();
  x.add(batch({{gauge_context, 1, 1000}, {gauge_context, 2, 1010}}));
  x.add(batch({{gauge_context, 3, 990}}));
  x.flush();
  EXPECT_EQ(points_of(out.find("g")),
            (point_list{{1000, 1}, {1010, 2}, {990, 3}}));
}

TEST_F(timed_points_test, other_types_are_refused) {
  auto x = make();
  x.add(batch({{context_of("h", metric_kind::histogram), 1, 1000},
               {gauge_context, 1, 1000}}));
  EXPECT_EQ(x.unsupported(), 1u);
  EXPECT_EQ(dropped(books.samples, drop_reason::unsupported_type), 1u);
  x.flush();
  EXPECT_EQ(out.series.size(), 1u);
  EXPECT_EQ(books.samples.snapshot().out, 1u);
}

// shows: dogstatsd_no_aggregation_pipeline_batch_size
TEST_F(timed_points_test, a_full_batch_goes_at_once) {
  auto x = make({3, 64, 10});
  x.add(batch({{gauge_context, 1, 1000}, {gauge_context, 2, 1001}}));
  EXPECT_TRUE(out.series.empty());
  x.add(batch({{gauge_context, 3, 1002}}));
  ASSERT_EQ(out.series.size(), 1u);
  EXPECT_EQ(out.series[0].points.size(), 3u);
}

TEST_F(timed_points_test, nothing_is_held_over_two_ticks) {
  auto x = make();
  x.tick();
  x.add(batch({{gauge_context, 1, 1000}}));
  x.tick();
  EXPECT_TRUE(out.series.empty());
  x.add(batch({{gauge_context, 2, 1001}}));
  x.tick();
  EXPECT_EQ(points_of(out.find("g")), (point_list{{1000, 1}, {1001, 2}}));
  x.tick();
  EXPECT_EQ(x.flushes(), 1u);
}

TEST_F(timed_points_test, too_much_on_its_way_is_refused_until_it_is_gone) {
  std::vector<ref_ptr<const flush_batch>> held;
  timed_points x{books.points, {1, 2, 10}, {}, [&](auto& batch) {
                   held.push_back(batch);
                 }};
  for (int i = 0; i < 3; ++i)
    x.add(batch({{gauge_context, 1, 1000}}));
  EXPECT_EQ(held.size(), 2u);
  EXPECT_EQ(x.refused(), 1u);
  EXPECT_EQ(dropped(books.samples, drop_reason::queue_full), 1u);
  held.clear();
  x.add(batch({{gauge_context, 1, 1000}}));
  EXPECT_EQ(held.size(), 1u);
}

} // namespace
} // namespace troupe
