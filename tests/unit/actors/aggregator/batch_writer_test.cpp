#include "actors/aggregator/batch_writer.hpp"

#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

class batch_writer_test : public with_ledger {
public:
  static serie one(size_t points = 1) {
    serie x;
    x.context = context_of("x", metric_kind::gauge);
    for (size_t i = 0; i < points; ++i)
      x.points.push_back({static_cast<int64_t>(i), 1});
    return x;
  }
  static sketch_serie one_sketch() {
    sketch_serie x{context_of("d", metric_kind::distribution), {}};
    x.points.push_back({10, {}});
    return x;
  }
};

TEST_F(batch_writer_test, a_full_chunk_is_handed_on_at_once) {
  auto x = writer({4, true, true});
  for (int i = 0; i < 9; ++i)
    x.add(one());
  EXPECT_EQ(out.chunks, (std::vector<size_t>{4, 4}));
  x.finish();
  EXPECT_EQ(out.chunks, (std::vector<size_t>{4, 4, 1}));
  EXPECT_EQ(x.chunks(), 3u);
}

TEST_F(batch_writer_test, nothing_makes_no_chunk) {
  auto x = writer();
  x.finish();
  EXPECT_TRUE(out.chunks.empty());
}

TEST_F(batch_writer_test, a_sketch_weighs_as_much_as_eight_series) {
  auto x = writer({16, true, true});
  x.add(one_sketch());
  EXPECT_TRUE(out.chunks.empty());
  x.add(one_sketch());
  EXPECT_EQ(out.chunks, (std::vector<size_t>{2}));
}

TEST_F(batch_writer_test, points_enter_their_stage_one_by_one) {
  uint64_t units = 0;
  batch_writer x{
      books.points, {}, [&](auto& batch) { units = batch->points().units(); }};
  x.add(one(3));
  x.add(one(2));
  x.add(one_sketch());
  EXPECT_EQ(books.points.snapshot().in, 0u);
  x.finish();
  EXPECT_EQ(units, 6u);
  EXPECT_EQ(books.points.snapshot().in, 6u);
}

// shows: enable_payloads.series
TEST_F(batch_writer_test, series_that_are_switched_off_are_refused) {
  auto x = writer({4, false, true});
  x.add(one(3));
  x.add(one_sketch());
  x.finish();
  EXPECT_TRUE(out.series.empty());
  EXPECT_EQ(out.sketches.size(), 1u);
  EXPECT_EQ(dropped(books.points, drop_reason::disabled), 3u);
}

// shows: enable_payloads.sketches
TEST_F(batch_writer_test, sketches_that_are_switched_off_are_refused) {
  auto x = writer({4, true, false});
  x.add(one());
  x.add(one_sketch());
  x.finish();
  EXPECT_EQ(out.series.size(), 1u);
  EXPECT_TRUE(out.sketches.empty());
  EXPECT_EQ(dropped(books.points, drop_reason::disabled), 1u);
}

TEST_F(batch_writer_test, a_chunk_carries_a_credit_until_it_goes) {
  chunk_credits credits{[] {}};
  std::vector<ref_ptr<const flush_batch>> held;
  batch_writer x{books.points,
                 {1, true, true},
                 [&](auto& batch) { held.push_back(batch); },
                 &credits};
  x.add(one());
  x.add(one());
  EXPECT_EQ(credits.in_flight(), 2u);
  held.pop_back();
  EXPECT_EQ(credits.in_flight(), 1u);
  held.clear();
  EXPECT_EQ(credits.in_flight(), 0u);
  EXPECT_EQ(dropped(books.points, drop_reason::abandoned), 2u);
}

} // namespace
} // namespace troupe
