#include "actors/forwarder/waiting_queue.hpp"

#include "tests/support/forwarding.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using test::make_payload;

transaction item(uint64_t seq,
                 payload_priority priority = payload_priority::normal,
                 size_t bytes = 10) {
  return {
      make_payload(std::string(bytes, 'x'), payload_kind::series_v2, priority),
      seq, 0, static_cast<int64_t>(seq)};
}

std::vector<uint64_t> drain(waiting_queue& x) {
  std::vector<uint64_t> result;
  while (auto next = x.pop(true))
    result.push_back(next->seq);
  return result;
}

TEST(waiting_queue, new_ones_leave_in_order_of_arrival) {
  waiting_queue x{10};
  for (uint64_t i = 1; i <= 3; ++i)
    EXPECT_TRUE(x.push(item(i)));
  EXPECT_EQ(drain(x), (std::vector<uint64_t>{1, 2, 3}));
}

TEST(waiting_queue, retries_leave_by_priority_then_newest_after_new_ones) {
  waiting_queue x{10};
  x.push_retry(item(1));
  x.push_retry(item(2, payload_priority::high));
  x.push_retry(item(3));
  x.push(item(4));
  EXPECT_EQ(drain(x), (std::vector<uint64_t>{4, 2, 3, 1}));
}

TEST(waiting_queue, retries_wait_when_they_may_not_go) {
  waiting_queue x{10};
  x.push_retry(item(1));
  EXPECT_FALSE(x.pop(false).has_value());
  EXPECT_TRUE(x.pop(true).has_value());
}

TEST(waiting_queue, a_full_high_queue_sends_to_the_retries) {
  waiting_queue x{1};
  EXPECT_TRUE(x.push(item(1)));
  EXPECT_FALSE(x.push(item(2)));
  EXPECT_EQ(x.retries(), 1u);
  EXPECT_EQ(x.size(), 2u);
}

TEST(waiting_queue, the_lowest_priority_goes_first_then_the_oldest) {
  waiting_queue x{10};
  x.push_retry(item(1, payload_priority::high));
  x.push_retry(item(3));
  x.push_retry(item(2));
  x.push(item(4));
  x.push(item(5, payload_priority::high));
  std::vector<uint64_t> gone;
  while (auto next = x.evict())
    gone.push_back(next->seq);
  EXPECT_EQ(gone, (std::vector<uint64_t>{2, 3, 4, 1, 5}));
}

TEST(waiting_queue, bytes_are_those_of_what_waits) {
  waiting_queue x{1};
  x.push(item(1, payload_priority::normal, 100));
  x.push(item(2, payload_priority::normal, 30));
  EXPECT_EQ(x.bytes(), 130u);
  x.evict();
  EXPECT_EQ(x.bytes(), 30u);
  x.pop(true);
  EXPECT_EQ(x.bytes(), 0u);
}

TEST(waiting_queue, old_ones_are_found_in_both_queues) {
  waiting_queue x{10};
  x.push(item(5));
  x.push(item(9));
  x.push_retry(item(4));
  std::vector<uint64_t> old;
  while (auto next = x.pop_older(5))
    old.push_back(next->seq);
  EXPECT_EQ(old, (std::vector<uint64_t>{5, 4}));
  EXPECT_EQ(x.size(), 1u);
}

} // namespace
} // namespace troupe
