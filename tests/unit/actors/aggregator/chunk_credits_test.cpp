#include "actors/aggregator/chunk_credits.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(chunk_credits_test, counts_what_is_out) {
  chunk_credits x{[] {}};
  auto a = x.take();
  auto b = x.take();
  auto copy = a;
  EXPECT_EQ(x.in_flight(), 2u);
  a.reset();
  EXPECT_EQ(x.in_flight(), 2u);
  copy.reset();
  EXPECT_EQ(x.in_flight(), 1u);
}

TEST(chunk_credits_test, calls_once_for_each_question) {
  int calls = 0;
  chunk_credits x{[&] { ++calls; }};
  auto a = x.take();
  auto b = x.take();
  auto c = x.take();
  a.reset();
  EXPECT_EQ(calls, 0);
  EXPECT_TRUE(x.notify());
  b.reset();
  EXPECT_EQ(calls, 1);
  c.reset();
  EXPECT_EQ(calls, 1);
}

TEST(chunk_credits_test, nobody_waits_for_what_cannot_come) {
  int calls = 0;
  chunk_credits x{[&] { ++calls; }};
  EXPECT_FALSE(x.notify());
  auto a = x.take();
  a.reset();
  EXPECT_EQ(calls, 0);
}

TEST(chunk_credits_test, tokens_may_outlive_their_giver) {
  int calls = 0;
  chunk_credits::token a;
  {
    chunk_credits x{[&] { ++calls; }};
    a = x.take();
    EXPECT_TRUE(x.notify());
  }
  a.reset();
  EXPECT_EQ(calls, 1);
}

TEST(chunk_credits_test, tokens_may_go_on_any_thread) {
  std::atomic<int> calls{0};
  int promised = 0;
  chunk_credits x{[&] { ++calls; }};
  for (int round = 0; round < 200; ++round) {
    std::vector<chunk_credits::token> tokens{x.take(), x.take()};
    std::vector<std::thread> threads;
    for (auto& token : tokens)
      threads.emplace_back([one = std::move(token)]() mutable { one.reset(); });
    // Either somebody calls, or there was nothing to wait for.
    promised += x.notify();
    for (auto& t : threads)
      t.join();
    EXPECT_EQ(x.in_flight(), 0u);
    ASSERT_EQ(calls.load(), promised);
  }
}

} // namespace
} // namespace troupe
