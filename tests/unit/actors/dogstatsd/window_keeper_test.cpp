#include "actors/dogstatsd/window_keeper.hpp"

#include <string>

#include <gtest/gtest.h>

namespace troupe {
namespace {

constexpr int64_t second = 1'000'000'000;
constexpr int64_t start = 1'700'000'000;

struct fixture {
  explicit fixture(window_options options = {})
      : keeper(options, table, [this](auto x) { shipped.push_back(x); }) {
  }

  uint32_t add(uint64_t i, metric_kind kind = metric_kind::counter) {
    context_traits traits;
    traits.kind = kind;
    auto age = keeper.age_s(now * second);
    return table.add(metric_context::make({i * 0x9e3779b97f4a7c15ull, i},
                                          "n" + std::to_string(i), "", {},
                                          traits),
                     age);
  }
  void at(int64_t s) {
    now = s;
    keeper.advance(s * second);
  }
  void sample(uint32_t slot, double value) {
    auto& window = keeper.open();
    table[slot].last_seen_s = keeper.age_s(now * second);
    window.touch(table[slot], slot);
    window.counter(table[slot], value);
    window.count(samples, 1);
  }
  void finish() {
    while (keeper.has_work())
      keeper.work();
  }
  std::vector<closed_window> take() {
    std::vector<closed_window> result;
    for (auto& x : shipped) {
      for (auto& window : x->take_windows())
        result.push_back(std::move(window));
      x->samples().leave();
    }
    shipped.clear();
    return result;
  }

  stage samples{"samples"};
  context_table table{100'000};
  std::vector<ref_ptr<const window_closed>> shipped;
  window_keeper keeper;
  int64_t now = start;
};

TEST(window_keeper, a_window_is_shipped_when_time_has_left_it) {
  fixture x;
  x.at(start + 3);
  auto slot = x.add(1);
  x.sample(slot, 5);
  x.at(start + 9);
  EXPECT_FALSE(x.keeper.has_work());
  x.at(start + 10);
  x.finish();
  ASSERT_EQ(x.shipped.size(), 1u);
  EXPECT_EQ(x.shipped[0]->flush_id(), 0u);
  EXPECT_EQ(x.shipped[0]->samples().units(), 1u);
  auto windows = x.take();
  ASSERT_EQ(windows.size(), 1u);
  EXPECT_EQ(windows[0].start_s, start);
  EXPECT_EQ(windows[0].counters[0].sum, 5);
}

TEST(window_keeper, a_window_without_samples_is_not_shipped) {
  fixture x;
  x.at(start);
  x.add(1);
  x.at(start + 25);
  x.finish();
  EXPECT_TRUE(x.shipped.empty());
}

TEST(window_keeper, a_question_is_answered_with_its_number_even_by_nothing) {
  fixture x;
  x.keeper.close({7, start});
  ASSERT_EQ(x.shipped.size(), 1u);
  EXPECT_EQ(x.shipped[0]->flush_id(), 7u);
  EXPECT_TRUE(x.take().empty());
}

TEST(window_keeper, a_question_closes_what_lies_before_its_cutoff_only) {
  fixture x;
  x.at(start);
  auto slot = x.add(1);
  x.sample(slot, 1);
  // Nothing is over, and a counter is not zero before its first sample.
  x.keeper.close({1, start});
  x.finish();
  EXPECT_TRUE(x.take().empty());
  x.keeper.close({2, start + 10});
  x.finish();
  auto windows = x.take();
  ASSERT_EQ(windows.size(), 1u);
  EXPECT_EQ(windows[0].start_s, start);
  x.at(start + 10);
  x.sample(slot, 2);
  EXPECT_EQ(x.keeper.open().start_s(), start + 10);
}

TEST(window_keeper, samples_after_a_close_never_go_to_an_earlier_window) {
  fixture x;
  x.at(start);
  auto slot = x.add(1);
  x.sample(slot, 1);
  x.keeper.close({1, start + 10});
  x.at(start + 9);
  x.sample(slot, 1);
  EXPECT_EQ(x.keeper.open().start_s(), start + 10);
}

TEST(window_keeper, silent_counters_are_zero_beside_a_window_with_data) {
  fixture x;
  x.at(start);
  auto busy = x.add(1);
  auto silent = x.add(2);
  x.at(start + 10);
  x.sample(busy, 5);
  x.at(start + 20);
  x.finish();
  auto windows = x.take();
  ASSERT_EQ(windows.size(), 1u);
  ASSERT_EQ(windows[0].counters.size(), 2u);
  EXPECT_EQ(windows[0].counters[1].context, x.table[silent].context);
  EXPECT_EQ(windows[0].counters[1].sum, 0);
}

TEST(window_keeper, a_flush_that_would_be_empty_gets_one_window_of_zeros) {
  fixture x;
  x.at(start);
  x.sample(x.add(1), 5);
  x.keeper.close({1, start + 10});
  x.finish();
  x.take();
  x.keeper.close({2, start + 30});
  x.finish();
  auto windows = x.take();
  ASSERT_EQ(windows.size(), 1u);
  EXPECT_EQ(windows[0].start_s, start + 20);
  ASSERT_EQ(windows[0].counters.size(), 1u);
  EXPECT_EQ(windows[0].counters[0].sum, 0);
}

TEST(window_keeper, two_flushes_within_a_window_make_no_zero_of_what_was_sent) {
  fixture x;
  x.at(start);
  x.sample(x.add(1), 5);
  x.keeper.close({1, start + 10});
  x.finish();
  x.take();
  x.keeper.close({2, start + 10});
  x.finish();
  EXPECT_TRUE(x.take().empty());
}

// shows: dogstatsd_expiry_seconds
TEST(window_keeper, zeros_end_when_the_counter_has_expired) {
  for (int64_t expiry : {300, 30}) {
    window_options options;
    options.counter_expiry_s = expiry;
    fixture x{options};
    x.at(start);
    x.sample(x.add(1), 5);
    x.keeper.close({1, start + 10});
    x.finish();
    x.take();
    int64_t zeros = 0;
    for (uint64_t id = 2; id < 60; ++id) {
      x.keeper.close({id, start + static_cast<int64_t>(id) * 10});
      x.finish();
      zeros += static_cast<int64_t>(x.take().size());
    }
    EXPECT_EQ(zeros, expiry / 10 - 1) << expiry;
  }
}

TEST(window_keeper, many_silent_counters_are_filled_in_slices) {
  window_options options;
  options.slice = 800;
  fixture x{options};
  x.at(start);
  for (uint64_t i = 0; i < 1000; ++i)
    x.add(i);
  x.sample(0, 1);
  x.keeper.close({1, start + 10});
  EXPECT_TRUE(x.shipped.empty());
  int slices = 0;
  while (x.keeper.work())
    ++slices;
  EXPECT_GE(slices, 8);
  ASSERT_EQ(x.shipped.size(), 1u);
  EXPECT_EQ(x.shipped[0]->flush_id(), 1u);
  EXPECT_EQ(x.take()[0].counters.size(), 1000u);
}

TEST(window_keeper, an_answer_takes_the_windows_that_wait_with_it) {
  window_options options;
  options.slice = 80;
  fixture x{options};
  x.at(start);
  for (uint64_t i = 0; i < 100; ++i)
    x.add(i);
  x.sample(0, 1);
  x.at(start + 10);
  x.sample(0, 2);
  x.keeper.close({3, start + 20});
  x.finish();
  ASSERT_EQ(x.shipped.size(), 1u);
  EXPECT_EQ(x.shipped[0]->flush_id(), 3u);
  EXPECT_EQ(x.shipped[0]->samples().units(), 2u);
  EXPECT_EQ(x.take().size(), 2u);
}

// shows: dogstatsd_flush_incomplete_buckets
TEST(window_keeper, a_final_flush_ships_or_drops_what_is_open) {
  for (bool ship : {true, false}) {
    window_options options;
    options.ship_incomplete = ship;
    fixture x{options};
    x.keeper.close({1, start});
    x.at(start + 3);
    x.sample(x.add(1), 5);
    x.take();
    x.keeper.close({2, start, true});
    x.finish();
    EXPECT_EQ(x.take().size(), ship ? 1u : 0u);
    auto books = x.samples.snapshot();
    EXPECT_EQ(books.out, ship ? 1u : 0u);
    EXPECT_EQ(books.dropped[static_cast<size_t>(drop_reason::shutdown)],
              ship ? 0u : 1u);
    EXPECT_EQ(books.balance(), 0);
  }
}

TEST(window_keeper, counts_the_windows_that_hold_samples) {
  fixture x;
  EXPECT_EQ(x.keeper.windows(), 0u);
  x.at(start);
  EXPECT_EQ(x.keeper.windows(), 0u);
  x.sample(x.add(1), 1);
  EXPECT_EQ(x.keeper.windows(), 1u);
}

} // namespace
} // namespace troupe
