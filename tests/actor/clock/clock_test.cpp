#include "actors/clock/clock.hpp"

#include "messages/interfaces/console.hpp"
#include "tests/support/deterministic.hpp"

namespace troupe {
namespace {

using namespace std::chrono_literals;

class clock_test : public deterministic {
public:
  std::vector<tick> ticks;

  clock_actor start(std::vector<tick_target> targets) {
    auto x = spawn<clock>(context("clock"), std::move(targets));
    run();
    return x;
  }
  tick_target collect() {
    return [this](const tick& x) { ticks.push_back(x); };
  }
};

TEST_F(clock_test, ticks_once_a_second_with_the_time_of_its_source) {
  start({collect()});
  EXPECT_TRUE(ticks.empty());
  advance(999ms);
  EXPECT_TRUE(ticks.empty());
  advance(1ms);
  ASSERT_EQ(ticks.size(), 1u);
  EXPECT_EQ(ticks[0].wall_s(), start_s + 1);
  EXPECT_EQ(ticks[0].steady_ns, time().steady_ns());
  for (int i = 0; i < 20; ++i)
    advance(1s);
  EXPECT_EQ(ticks.size(), 21u);
}

TEST_F(clock_test, generations_rise_by_one) {
  start({collect()});
  for (int i = 0; i < 3; ++i)
    advance(1s);
  ASSERT_EQ(ticks.size(), 3u);
  EXPECT_EQ(ticks[1].generation, ticks[0].generation + 1);
  EXPECT_EQ(ticks[2].generation, ticks[1].generation + 1);
}

TEST_F(clock_test, a_restart_goes_on_with_later_generations) {
  auto first = start({collect()});
  advance(1s);
  kill(first);
  start({collect()});
  advance(1s);
  ASSERT_EQ(ticks.size(), 2u);
  EXPECT_GT(ticks[1].generation, ticks[0].generation);
}

TEST_F(clock_test, a_dead_clock_ticks_no_more) {
  auto first = start({collect()});
  kill(first);
  advance(5s);
  EXPECT_TRUE(ticks.empty());
}

TEST_F(clock_test, everybody_behind_a_slot_gets_each_tick) {
  auto log = std::make_shared<recording>();
  auto front = make_slot<console_actor>();
  auto nobody = make_slot<console_actor>();
  front->set(spawn<recorder<console_actor>>(log));
  start({tick_to(nobody), tick_to(front), collect()});
  advance(1s);
  advance(1s);
  ASSERT_EQ(log->size(), 2u);
  ASSERT_EQ(ticks.size(), 2u);
  EXPECT_EQ(log->at<tick>(1).generation, ticks[1].generation);
}

} // namespace
} // namespace troupe
