#include "actors/forwarder/breaker.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

constexpr int64_t s = 1'000'000'000;

/// One more failure; returns how long the breaker then stays open.
int64_t fail(breaker& x, int64_t& now) {
  now = std::max(now, x.until_ns());
  auto stamp = x.started(now);
  EXPECT_TRUE(x.failed(stamp, now));
  return x.until_ns() - now;
}

TEST(breaker, waits_double_within_their_bounds_up_to_the_maximum) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    breaker x{{}, seed};
    int64_t now = s;
    for (int64_t longest : {4, 8, 16, 32, 64}) {
      auto wait = fail(x, now);
      EXPECT_GE(wait, longest * s / 2);
      EXPECT_LE(wait, longest * s);
    }
    EXPECT_EQ(fail(x, now), 64 * s);
    EXPECT_EQ(fail(x, now), 64 * s);
    EXPECT_EQ(x.failures(), 6);
  }
}

TEST(breaker, waits_differ_by_seed) {
  int64_t now = s;
  breaker a{{}, 1};
  breaker b{{}, 2};
  EXPECT_NE(fail(a, now), fail(b, now));
}

TEST(breaker, lets_one_probe_through_when_the_wait_is_over) {
  breaker x{{}, 1};
  int64_t now = s;
  fail(x, now);
  EXPECT_EQ(x.state(), breaker_state::open);
  EXPECT_FALSE(x.allows(x.until_ns() - 1));
  EXPECT_TRUE(x.allows(x.until_ns()));
  auto probe = x.started(x.until_ns());
  EXPECT_EQ(x.state(), breaker_state::half_open);
  EXPECT_FALSE(x.allows(x.until_ns() + 100 * s));
  EXPECT_TRUE(x.succeeded(probe));
  EXPECT_EQ(x.state(), breaker_state::closed);
  EXPECT_TRUE(x.allows(now));
}

TEST(breaker, calls_that_fail_together_are_one_failure) {
  breaker x{{}, 1};
  auto a = x.started(s);
  auto b = x.started(s);
  auto c = x.started(s);
  EXPECT_TRUE(x.failed(a, s));
  EXPECT_FALSE(x.failed(b, s));
  EXPECT_FALSE(x.succeeded(c));
  EXPECT_EQ(x.failures(), 1);
  EXPECT_EQ(x.state(), breaker_state::open);
}

TEST(breaker, a_late_end_does_not_decide_for_the_probe) {
  breaker x{{}, 1};
  auto first = x.started(s);
  auto late = x.started(s);
  x.failed(first, s);
  x.started(x.until_ns());
  EXPECT_FALSE(x.succeeded(late));
  EXPECT_FALSE(x.failed(late, x.until_ns()));
  EXPECT_EQ(x.state(), breaker_state::half_open);
}

TEST(breaker, a_success_takes_back_some_failures_or_all) {
  breaker some{{2, 2, 64, 2, false}, 1};
  breaker all{{2, 2, 64, 2, true}, 1};
  for (auto x : {&some, &all}) {
    int64_t now = s;
    for (int i = 0; i < 5; ++i)
      fail(*x, now);
    x->succeeded(x->started(x->until_ns()));
  }
  EXPECT_EQ(some.failures(), 3);
  EXPECT_EQ(all.failures(), 0);
}

TEST(breaker, an_asked_wait_replaces_the_drawn_one) {
  breaker x{{}, 1};
  x.failed(x.started(s), s, 17 * s);
  EXPECT_EQ(x.until_ns(), 18 * s);
}

TEST(breaker, no_wait_at_all_is_never_granted) {
  breaker x{{}, 1};
  x.failed(x.started(s), s, 0);
  EXPECT_EQ(x.until_ns(), 2 * s);
}

TEST(breaker, a_maximum_below_the_base_is_the_wait) {
  breaker x{{2, 2, 1, 2, false}, 1};
  int64_t now = s;
  EXPECT_EQ(fail(x, now), s);
}

TEST(breaker, a_forgotten_probe_is_due_again) {
  breaker x{{}, 1};
  int64_t now = s;
  fail(x, now);
  auto lost = x.started(x.until_ns());
  x.forget_attempts(x.until_ns() + s);
  EXPECT_TRUE(x.allows(x.until_ns()));
  EXPECT_FALSE(x.succeeded(lost));
}

TEST(breaker, news_from_elsewhere_allow_a_probe) {
  breaker x{{}, 1};
  int64_t now = s;
  fail(x, now);
  x.probe_now(now);
  EXPECT_TRUE(x.allows(now));
}

} // namespace
} // namespace troupe
