#include "runtime/base/stage.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace troupe {
namespace {

int64_t resting(const stage_snapshot& x, rest where) {
  return x.resting[static_cast<size_t>(where)];
}

uint64_t dropped(const stage_snapshot& x, drop_reason why) {
  return x.dropped[static_cast<size_t>(why)];
}

TEST(stage_test, what_enters_rests_until_it_leaves) {
  stage x{"samples"};
  x.enter(5);
  auto full = x.snapshot();
  EXPECT_EQ(full.name, "samples");
  EXPECT_EQ(full.in, 5u);
  EXPECT_EQ(full.out, 0u);
  EXPECT_EQ(resting(full, rest::queued), 5);
  EXPECT_EQ(full.balance(), 0);
  x.leave(3);
  auto half = x.snapshot();
  EXPECT_EQ(half.out, 3u);
  EXPECT_EQ(resting(half, rest::queued), 2);
  EXPECT_EQ(half.balance(), 0);
}

TEST(stage_test, a_drop_is_counted_under_its_reason) {
  stage x{"samples"};
  x.enter(4);
  x.drop(3, drop_reason::queue_full);
  x.drop(1, drop_reason::too_old);
  auto s = x.snapshot();
  EXPECT_EQ(dropped(s, drop_reason::queue_full), 3u);
  EXPECT_EQ(dropped(s, drop_reason::too_old), 1u);
  EXPECT_EQ(s.dropped_total(), 4u);
  EXPECT_EQ(resting(s, rest::queued), 0);
  EXPECT_EQ(s.balance(), 0);
}

TEST(stage_test, refusing_and_passing_never_rest) {
  stage x{"values"};
  x.pass(10);
  x.refuse(2, drop_reason::parse_type);
  auto s = x.snapshot();
  EXPECT_EQ(s.in, 12u);
  EXPECT_EQ(s.out, 10u);
  EXPECT_EQ(dropped(s, drop_reason::parse_type), 2u);
  EXPECT_EQ(s.balance(), 0);
}

TEST(stage_test, resting_places_are_kept_apart) {
  stage x{"payloads"};
  x.enter(6, rest::queued);
  x.move(4, rest::queued, rest::inflight);
  x.move(1, rest::inflight, rest::disk);
  x.leave(2, rest::inflight);
  x.drop(1, drop_reason::http_400, rest::inflight);
  auto s = x.snapshot();
  EXPECT_EQ(resting(s, rest::queued), 2);
  EXPECT_EQ(resting(s, rest::inflight), 0);
  EXPECT_EQ(resting(s, rest::disk), 1);
  EXPECT_EQ(s.balance(), 0);
}

TEST(stage_test, the_balance_tells_what_is_missing_and_what_is_too_much) {
  stage_snapshot s;
  s.in = 10;
  s.out = 4;
  s.resting[0] = 3;
  s.dropped[static_cast<size_t>(drop_reason::oom)] = 1;
  EXPECT_EQ(s.balance(), 2);
  s.out = 7;
  EXPECT_EQ(s.balance(), -1);
}

TEST(stage_test, notes_do_not_touch_the_balance) {
  stage x{"values"};
  x.pass(3);
  x.note(2, drop_reason::tags_truncated);
  EXPECT_EQ(x.noted(drop_reason::tags_truncated), 2u);
  auto s = x.snapshot();
  EXPECT_EQ(s.dropped_total(), 0u);
  EXPECT_EQ(s.balance(), 0);
}

TEST(stage_test, every_snapshot_balances_while_others_write) {
  stage x{"samples"};
  std::vector<std::thread> writers;
  for (int i = 0; i < 2; ++i)
    writers.emplace_back([&x] {
      for (int n = 0; n < 20'000; ++n) {
        x.enter(3);
        x.drop(1, drop_reason::filtered);
        x.leave(2);
      }
    });
  for (int n = 0; n < 2'000; ++n)
    EXPECT_EQ(x.snapshot().balance(), 0);
  for (auto& t : writers)
    t.join();
  EXPECT_EQ(x.snapshot().in, 120'000u);
  EXPECT_EQ(x.snapshot().out, 80'000u);
}

} // namespace
} // namespace troupe
