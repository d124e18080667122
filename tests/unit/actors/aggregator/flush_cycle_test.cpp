#include "actors/aggregator/flush_cycle.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace troupe {
namespace {

using step = flush_cycle::step;

constexpr int64_t second = 1'000'000'000;
constexpr int64_t start_s = 1'700'000'000;

class flush_cycle_test : public ::testing::Test {
public:
  flush_cycle x{[] {
    flush_cycle_options options;
    options.shards = 2;
    options.first_id = 100;
    return options;
  }()};
  int64_t now = 0;
  bool busy = false;
  std::vector<bool> ends;

  step tick_at(int64_t at_s) {
    now = at_s;
    auto n = static_cast<uint64_t>(at_s) + 1;
    return x.on_tick({n, (start_s + at_s) * second, (at_s + 1) * second}, busy);
  }
  step command(bool final = false, completion_ptr waiter = nullptr) {
    return x.on_command({std::move(waiter), final}, (start_s + now) * second,
                        (now + 1) * second, busy);
  }
  step proceed() {
    return x.proceed((start_s + now) * second, (now + 1) * second, busy);
  }
  completion_ptr waiter() {
    return make_ref<const completion>(
        [this](bool done) { ends.push_back(done); });
  }
  step answers() {
    auto id = x.question().flush_id;
    EXPECT_EQ(x.on_answer(0, id), step::none);
    return x.on_answer(1, id);
  }
};

TEST_F(flush_cycle_test, a_flush_begins_when_the_period_is_over) {
  for (int i = 0; i < 15; ++i)
    EXPECT_EQ(tick_at(i), step::none) << i;
  EXPECT_EQ(tick_at(15), step::ask);
  EXPECT_EQ(x.question().flush_id, 100u);
  EXPECT_EQ(x.question().cutoff_s, start_s + 10);
  EXPECT_FALSE(x.question().final);
}

TEST_F(flush_cycle_test, it_is_written_when_all_have_answered) {
  tick_at(0);
  tick_at(15);
  EXPECT_TRUE(x.under_way());
  EXPECT_EQ(x.on_answer(1, 100), step::none);
  EXPECT_EQ(x.on_answer(1, 100), step::none) << "twice the same";
  EXPECT_EQ(x.on_answer(7, 100), step::none) << "unknown shard";
  EXPECT_EQ(x.on_answer(0, 99), step::none) << "answer to another";
  EXPECT_EQ(x.on_answer(0, 0), step::none) << "window on a boundary";
  EXPECT_EQ(x.on_answer(0, 100), step::write);
  EXPECT_EQ(x.written(), nullptr);
  EXPECT_FALSE(x.under_way());
  EXPECT_EQ(x.flushes(), 1u);
}

TEST_F(flush_cycle_test, old_ticks_are_passed_over) {
  tick_at(0);
  tick_at(14);
  EXPECT_EQ(x.on_tick({3, (start_s + 20) * second, 21 * second}, false),
            step::none);
  EXPECT_EQ(tick_at(15), step::ask);
}

TEST_F(flush_cycle_test, a_shard_that_is_not_there_is_not_awaited) {
  tick_at(0);
  tick_at(15);
  EXPECT_EQ(x.shard_gone(0), step::none);
  EXPECT_EQ(x.on_answer(1, 100), step::write);
  EXPECT_EQ(x.missing(), 1u);
}

TEST_F(flush_cycle_test, a_silent_shard_is_awaited_until_the_deadline) {
  tick_at(0);
  tick_at(15);
  x.on_answer(0, 100);
  EXPECT_EQ(tick_at(16), step::none);
  EXPECT_EQ(tick_at(17), step::write);
  EXPECT_EQ(x.missing(), 1u);
  EXPECT_EQ(tick_at(18), step::none) << "it is being written already";
  EXPECT_EQ(x.on_answer(1, 100), step::none) << "too late";
}

TEST_F(flush_cycle_test, one_flush_is_under_way_at_a_time) {
  tick_at(0);
  EXPECT_EQ(command(false, waiter()), step::ask);
  EXPECT_EQ(command(false, waiter()), step::none);
  EXPECT_EQ(command(false, waiter()), step::none);
  EXPECT_EQ(x.merged(), 1u);
  EXPECT_EQ(answers(), step::write);
  auto first = x.written();
  ASSERT_NE(first, nullptr);
  first->done();
  EXPECT_EQ(ends, (std::vector<bool>{true}));
  EXPECT_EQ(proceed(), step::ask);
  EXPECT_EQ(x.question().flush_id, 101u);
  EXPECT_EQ(answers(), step::write);
  x.written()->done();
  EXPECT_EQ(ends, (std::vector<bool>{true, true, true}));
  EXPECT_EQ(proceed(), step::none);
}

TEST_F(flush_cycle_test, who_waits_learns_that_a_flush_was_lost) {
  tick_at(0);
  command(false, waiter());
  answers();
  auto token = x.written();
  token.reset();
  EXPECT_EQ(ends, (std::vector<bool>{false}));
}

TEST_F(flush_cycle_test, several_waiters_are_lost_together) {
  tick_at(0);
  command();
  command(false, waiter());
  command(false, waiter());
  answers();
  x.written();
  proceed();
  answers();
  x.written();
  EXPECT_EQ(ends, (std::vector<bool>{false, false}));
}

TEST_F(flush_cycle_test, further_waiters_than_allowed_are_refused) {
  flush_cycle_options options;
  options.max_waiters = 1;
  flush_cycle small{options};
  small.on_command({waiter(), false}, second, second, true);
  small.on_command({waiter(), false}, second, second, true);
  EXPECT_EQ(ends, (std::vector<bool>{false}));
}

TEST_F(flush_cycle_test, a_busy_serializer_makes_it_wait_and_skip) {
  tick_at(0);
  busy = true;
  EXPECT_EQ(tick_at(15), step::none);
  EXPECT_TRUE(x.waiting());
  EXPECT_EQ(tick_at(30), step::none);
  EXPECT_EQ(tick_at(45), step::none);
  EXPECT_EQ(x.skipped(), 2u);
  busy = false;
  EXPECT_EQ(proceed(), step::ask);
  EXPECT_EQ(x.skipped(), 2u);
}

TEST_F(flush_cycle_test, the_final_flush_waits_for_nobody) {
  tick_at(0);
  busy = true;
  EXPECT_EQ(command(), step::none);
  EXPECT_EQ(command(true), step::ask);
  EXPECT_TRUE(x.question().final);
}

TEST_F(flush_cycle_test, nor_for_long_for_a_shard) {
  tick_at(0);
  EXPECT_EQ(command(true), step::ask);
  EXPECT_EQ(tick_at(1), step::write);
  EXPECT_EQ(x.missing(), 2u);
}

TEST_F(flush_cycle_test, periods_that_a_stalled_clock_lost_do_not_come_back) {
  tick_at(0);
  EXPECT_EQ(tick_at(100), step::ask);
  EXPECT_EQ(x.skipped(), 5u);
  answers();
  x.written();
  EXPECT_EQ(tick_at(104), step::none);
  EXPECT_EQ(tick_at(105), step::ask);
}

TEST_F(flush_cycle_test, without_shards_it_is_written_at_once) {
  flush_cycle_options options;
  options.shards = 0;
  flush_cycle none{options};
  EXPECT_EQ(none.on_command({}, start_s * second, second, false), step::write);
}

} // namespace
} // namespace troupe
