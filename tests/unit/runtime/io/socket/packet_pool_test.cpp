#include "runtime/io/socket/packet_pool.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "runtime/io/socket/wakeup.hpp"
#include <poll.h>

namespace troupe {
namespace {

TEST(packet_pool, no_more_batches_than_the_bound_are_under_way) {
  auto pool =
      std::make_shared<packet_pool>(packet_pool_options{1024, 2}, nullptr);
  auto one = pool->take();
  auto two = pool->take();
  EXPECT_NE(two, nullptr);
  EXPECT_EQ(pool->take(), nullptr);
  EXPECT_EQ(pool->counts().dry, 1U);
  one = nullptr;
  EXPECT_NE(pool->take(), nullptr);
}

TEST(packet_pool, a_batch_comes_back_empty_and_settled) {
  stage row{"packets"};
  auto pool =
      std::make_shared<packet_pool>(packet_pool_options{1024, 1}, nullptr);
  auto batch = pool->take();
  auto address = batch.get();
  batch->packets.push_back({0, 5, 0, 0, 0});
  batch->ledger.add(row, 1);
  batch = nullptr;
  EXPECT_EQ(row.snapshot().balance(), 0);
  EXPECT_EQ(row.snapshot().dropped_total(), 1U);
  batch = pool->take();
  EXPECT_EQ(batch.get(), address);
  EXPECT_TRUE(batch->packets.empty());
}

TEST(packet_pool, the_receiver_hears_of_the_first_batch_after_a_drought) {
  auto calls = 0;
  auto pool = std::make_shared<packet_pool>(packet_pool_options{1024, 1},
                                            [&] { ++calls; });
  auto batch = pool->take();
  batch = nullptr;
  EXPECT_EQ(calls, 0);
  batch = pool->take();
  EXPECT_EQ(pool->take(), nullptr);
  batch = nullptr;
  EXPECT_EQ(calls, 1);
}

TEST(packet_pool, what_a_burst_needed_is_given_back) {
  auto pool =
      std::make_shared<packet_pool>(packet_pool_options{1024, 8}, nullptr);
  std::vector<ref_ptr<packet_batch>> held;
  for (auto i = 0; i < 8; ++i)
    held.push_back(pool->take());
  held.clear();
  pool->trim();
  EXPECT_EQ(pool->counts().made, 8U);
  pool->trim();
  EXPECT_LE(pool->counts().made, 2U);
  EXPECT_NE(pool->take(), nullptr);
}

TEST(packet_pool, batches_may_outlive_their_pool) {
  auto pool =
      std::make_shared<packet_pool>(packet_pool_options{1024, 1}, nullptr);
  auto batch = pool->take();
  pool = nullptr;
  EXPECT_EQ(batch->capacity, 1024U);
}

TEST(wakeup, a_notification_before_the_wait_prevents_it) {
  wakeup x;
  x.notify();
  EXPECT_FALSE(x.begin_wait());
  x.end_wait();
  EXPECT_TRUE(x.begin_wait());
  x.end_wait();
}

TEST(wakeup, a_notification_ends_a_wait_in_poll) {
  wakeup x;
  std::thread other;
  if (x.begin_wait()) {
    other = std::thread{[&] { x.notify(); }};
    pollfd fd{x.fd(), POLLIN, 0};
    EXPECT_EQ(::poll(&fd, 1, 10'000), 1);
  }
  x.end_wait();
  other.join();
  pollfd fd{x.fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&fd, 1, 0), 0);
}

} // namespace
} // namespace troupe
