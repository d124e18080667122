#include "runtime/observability/health.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(health, every_part_has_to_be_able_to_work) {
  health_registry x;
  x.set("listener", health_state::ok);
  EXPECT_TRUE(x.ready());
  x.set("forwarder", health_state::starting);
  EXPECT_FALSE(x.ready());
  x.set("forwarder", health_state::degraded, "one endpoint is down");
  EXPECT_TRUE(x.ready());
  x.set("forwarder", health_state::failed, "no key is valid");
  EXPECT_FALSE(x.ready());
}

TEST(health, entries_are_by_name_with_their_reason) {
  health_registry x;
  x.set("b", health_state::failed, "port 8125 is taken");
  x.set("a", health_state::ok);
  auto all = x.entries();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].part, "a");
  EXPECT_EQ(all[1].reason, "port 8125 is taken");
  x.set("b", health_state::ok);
  EXPECT_EQ(x.entries()[1].reason, "");
}

TEST(health, a_part_that_is_gone_holds_nothing_up) {
  health_registry x;
  x.set("a", health_state::ok);
  x.set("b", health_state::failed, "x");
  x.forget("b");
  EXPECT_TRUE(x.ready());
  EXPECT_EQ(x.entries().size(), 1u);
}

TEST(health, a_process_that_stops_is_not_ready) {
  health_registry x;
  x.set("a", health_state::ok);
  x.stop();
  EXPECT_FALSE(x.ready());
  EXPECT_TRUE(x.stopping());
}

} // namespace
} // namespace troupe
