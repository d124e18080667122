#include "actors/forwarder/flush_watch.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

completion_ptr token(int& done, int& lost) {
  return make_ref<const completion>([&](bool ok) { ok ? ++done : ++lost; });
}

size_t complete(flush_watch& x) {
  auto ended = x.take_ended();
  for (auto& token : ended)
    token->done();
  return ended.size();
}

TEST(flush_watch, a_wait_ends_when_all_before_it_are_over) {
  flush_watch x;
  int done = 0;
  int lost = 0;
  x.expect(1);
  x.expect(2);
  x.wait(2, token(done, lost));
  x.expect(3);
  x.over(1);
  EXPECT_EQ(complete(x), 0u);
  x.over(2);
  EXPECT_EQ(complete(x), 1u);
  EXPECT_EQ(done, 1);
}

TEST(flush_watch, with_nothing_expected_a_wait_ends_at_once) {
  flush_watch x;
  int done = 0;
  int lost = 0;
  x.wait(7, token(done, lost));
  EXPECT_EQ(complete(x), 1u);
}

TEST(flush_watch, more_waiters_than_its_bound_are_told_no) {
  flush_watch x;
  int done = 0;
  int lost = 0;
  x.expect(1);
  for (size_t i = 0; i < flush_watch::max_waiters + 5; ++i)
    x.wait(1, token(done, lost));
  EXPECT_EQ(lost, 5);
  x.over(1);
  EXPECT_EQ(complete(x), flush_watch::max_waiters);
}

TEST(flush_watch, an_empty_token_is_ignored) {
  flush_watch x;
  x.wait(1, nullptr);
  EXPECT_EQ(complete(x), 0u);
}

} // namespace
} // namespace troupe
