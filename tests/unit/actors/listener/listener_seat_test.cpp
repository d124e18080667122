#include "actors/listener/listener_seat.hpp"

#include <gtest/gtest.h>

#include "runtime/io/socket/udp_source.hpp"

namespace troupe {
namespace {

std::unique_ptr<packet_source> unbound() {
  udp_options options;
  options.host = "127.0.0.1";
  options.port = 4711;
  return std::make_unique<udp_source>(options);
}

TEST(listener_seat, before_it_is_bound_it_names_what_it_wants) {
  metrics registry;
  listener_seat seat{unbound(), {1024, 2}, registry};
  EXPECT_EQ(seat.address(), "udp://127.0.0.1:4711");
  seat.set_address("udp://127.0.0.1:8125");
  EXPECT_EQ(seat.address(), "udp://127.0.0.1:8125");
}

TEST(listener_seat, the_pools_counts_become_metrics_once) {
  metrics registry;
  listener_seat seat{unbound(), {1024, 2}, registry};
  auto held = seat.pool().take();
  seat.pool().take();
  seat.publish_pool();
  seat.publish_pool();
  EXPECT_EQ(seat.numbers().pool_get.Value(), 2.0);
  EXPECT_EQ(seat.numbers().pool_put.Value(), 1.0);
  EXPECT_EQ(seat.numbers().pool.Value(), 1.0);
}

TEST(listener_seat, a_batch_may_come_back_after_the_seat_is_gone) {
  metrics registry;
  stage row{"packets"};
  ref_ptr<packet_batch> held;
  {
    listener_seat seat{unbound(), {1024, 1}, registry};
    held = seat.pool().take();
    held->ledger.add(row, 1);
    // Asked for while none was free: its return notifies the wake-up.
    EXPECT_EQ(seat.pool().take(), nullptr);
  }
  held = nullptr;
  EXPECT_EQ(row.snapshot().balance(), 0);
}

} // namespace
} // namespace troupe
