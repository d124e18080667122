#include "actors/dogstatsd/open_window.hpp"

#include <string>

#include <gtest/gtest.h>

namespace troupe {
namespace {

struct fixture {
  uint32_t add(uint64_t i, metric_kind kind, uint32_t seen = 100) {
    context_traits traits;
    traits.kind = kind;
    return table.add(metric_context::make({i * 0x9e3779b97f4a7c15ull, i},
                                          "n" + std::to_string(i), "", {},
                                          traits),
                     seen);
  }
  context_slot& touched(open_window& window, uint32_t i) {
    window.touch(table[i], i);
    return table[i];
  }
  context_table table{100'000};
};

TEST(open_window, each_kind_has_its_column) {
  fixture x;
  open_window window{1, 1000};
  auto gauge = x.add(1, metric_kind::gauge);
  auto counter = x.add(2, metric_kind::counter);
  auto set = x.add(3, metric_kind::set);
  auto histogram = x.add(4, metric_kind::histogram);
  auto distribution = x.add(5, metric_kind::distribution);
  window.gauge(x.touched(window, gauge), 1, 7);
  window.gauge(x.touched(window, gauge), 2, 8);
  window.counter(x.touched(window, counter), 3);
  window.counter(x.touched(window, counter), 4);
  EXPECT_TRUE(window.set(x.touched(window, set), "a"));
  window.histogram(x.touched(window, histogram), 5, 0.5);
  window.distribution(x.touched(window, distribution), 6, 1);
  auto columns = window.take_columns();
  EXPECT_EQ(columns.start_s, 1000);
  ASSERT_EQ(columns.gauges.size(), 1u);
  EXPECT_EQ(columns.gauges[0].value, 2);
  EXPECT_EQ(columns.gauges[0].arrival_ns, 8);
  EXPECT_EQ(columns.gauges[0].context, x.table[gauge].context);
  ASSERT_EQ(columns.counters.size(), 1u);
  EXPECT_EQ(columns.counters[0].sum, 7);
  ASSERT_EQ(columns.sets.size(), 1u);
  EXPECT_EQ(columns.sets[0].values.size(), 1u);
  ASSERT_EQ(columns.histograms.size(), 1u);
  EXPECT_EQ(columns.histograms[0].values.count(), 2);
  ASSERT_EQ(columns.sketches.size(), 1u);
  EXPECT_EQ(columns.sketches[0].values.count(), 1);
}

TEST(open_window, a_slot_gets_a_new_row_in_the_next_window) {
  fixture x;
  auto counter = x.add(1, metric_kind::counter);
  open_window first{1, 0};
  first.counter(x.touched(first, counter), 1);
  open_window second{2, 10};
  second.counter(x.touched(second, counter), 5);
  EXPECT_EQ(first.take_columns().counters[0].sum, 1);
  EXPECT_EQ(second.take_columns().counters[0].sum, 5);
}

TEST(open_window, silent_counters_get_zero_rows_and_sampled_ones_do_not) {
  fixture x;
  open_window window{1, 0};
  auto sampled = x.add(1, metric_kind::counter);
  auto silent = x.add(2, metric_kind::counter);
  x.add(3, metric_kind::gauge);
  auto old = x.add(4, metric_kind::counter, 50);
  window.counter(x.touched(window, sampled), 9);
  EXPECT_TRUE(window.fill_zeros(x.table, 50, 1000));
  auto rows = window.take_columns().counters;
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].sum, 9);
  EXPECT_EQ(rows[1].context, x.table[silent].context);
  EXPECT_EQ(rows[1].sum, 0);
  EXPECT_NE(rows[1].context, x.table[old].context);
}

TEST(open_window, a_counter_sampled_in_the_next_window_already_is_not_doubled) {
  fixture x;
  auto counter = x.add(1, metric_kind::counter);
  open_window first{1, 0};
  first.counter(x.touched(first, counter), 1);
  open_window second{2, 10};
  second.counter(x.touched(second, counter), 1);
  EXPECT_TRUE(first.fill_zeros(x.table, 0, 1000));
  EXPECT_EQ(first.take_columns().counters.size(), 1u);
}

TEST(open_window, zero_rows_come_in_slices) {
  fixture x;
  for (uint64_t i = 0; i < 1000; ++i)
    x.add(i, metric_kind::counter);
  open_window window{1, 0};
  int slices = 1;
  while (!window.fill_zeros(x.table, 0, 80)) {
    ++slices;
    EXPECT_LE(window.rows(), static_cast<size_t>(slices) * 10);
  }
  EXPECT_EQ(slices, 100);
  EXPECT_EQ(window.rows(), 1000u);
}

TEST(open_window, what_is_destroyed_unshipped_is_abandoned) {
  stage samples{"samples"};
  {
    open_window window{1, 0};
    window.count(samples, 5);
    EXPECT_FALSE(window.empty());
    EXPECT_EQ(samples.snapshot().resting[0], 5);
  }
  auto now = samples.snapshot();
  EXPECT_EQ(now.dropped[static_cast<size_t>(drop_reason::abandoned)], 5u);
  EXPECT_EQ(now.balance(), 0);
}

} // namespace
} // namespace troupe
