#include "runtime/io/socket/moderation.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

constexpr int64_t ms = 1'000'000;

TEST(moderation, rare_packets_are_waited_for) {
  moderation x;
  x.observe(1, 0.0, 100 * ms);
  EXPECT_EQ(x.pause_ns(), 0);
  x.observe(1, 0.0, 200 * ms);
  EXPECT_EQ(x.pause_ns(), 0);
}

TEST(moderation, packets_that_come_closely_make_it_pause) {
  moderation x;
  x.observe(1, 0.0, 100 * ms);
  x.observe(1, 0.0, 100 * ms + 5'000);
  EXPECT_GE(x.pause_ns(), moderation::shortest_ns);
}

TEST(moderation, the_pause_grows_to_its_bound_while_the_buffer_is_empty) {
  moderation x;
  int64_t now = ms;
  for (auto i = 0; i < 200; ++i, now += ms / 2)
    x.observe(10, 0.01, now);
  EXPECT_EQ(x.pause_ns(), moderation::longest_ns);
}

TEST(moderation, a_filling_buffer_ends_the_pause) {
  moderation x;
  int64_t now = ms;
  for (auto i = 0; i < 200; ++i, now += ms / 2)
    x.observe(10, 0.01, now);
  x.observe(200, 0.9, now);
  EXPECT_EQ(x.pause_ns(), moderation::longest_ns / 4);
  for (auto i = 0; i < 4; ++i)
    x.observe(200, 0.9, now += 50'000);
  EXPECT_EQ(x.pause_ns(), 0);
}

TEST(moderation, an_empty_read_ends_the_pause) {
  moderation x;
  x.observe(1, 0.0, ms);
  x.observe(1, 0.0, ms + 1000);
  x.observe(0, 0.0, ms + 300'000);
  EXPECT_EQ(x.pause_ns(), 0);
}

TEST(moderation, the_flush_timeout_bounds_the_pause) {
  moderation x{150'000};
  int64_t now = ms;
  for (auto i = 0; i < 200; ++i, now += ms / 2)
    x.observe(10, 0.01, now);
  EXPECT_EQ(x.pause_ns(), 150'000);
}

} // namespace
} // namespace troupe
