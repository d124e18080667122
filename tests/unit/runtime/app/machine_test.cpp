#include "runtime/app/machine.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

config minimal() {
  config result;
  result.dogstatsd.dogstatsd_port = 8125;
  result.dogstatsd.dogstatsd_socket = "/nonexistent/dsd.socket";
  result.intake.enabled = true;
  return result;
}

TEST(machine, is_not_ready_before_every_door_has_opened) {
  machine home{minimal(), "host-1", system_clock()};
  for (const auto& part : {"listener/udp", "listener/uds", "intake"}) {
    EXPECT_FALSE(home.health.ready()) << part;
    home.health.set(part, health_state::ok);
  }
  EXPECT_TRUE(home.health.ready());
}

TEST(machine, does_not_wait_for_doors_that_nobody_wants) {
  auto settings = minimal();
  settings.dogstatsd.dogstatsd_socket.clear();
  settings.intake.enabled = false;
  machine home{settings, "host-1", system_clock()};
  home.health.set("listener/udp", health_state::ok);
  EXPECT_TRUE(home.health.ready());
}

} // namespace
} // namespace troupe
