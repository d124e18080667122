#include "actors/listener/listener_metrics.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(listener_metrics, what_was_read_and_what_failed_are_told_apart) {
  metrics registry;
  listener_metrics x{registry, transport::udp};
  read_report report;
  report.packets = 3;
  report.bytes = 42;
  report.truncated = 1;
  report.errors = 2;
  x.add(report);
  EXPECT_EQ(x.packets(), 3U);
  EXPECT_EQ(x.bytes(), 42U);
  EXPECT_EQ(registry.counter("dogstatsd__udp_packets", "", {{"state", "error"}})
                .Value(),
            3.0);
}

TEST(listener_metrics, unix_sockets_have_the_agents_labels) {
  metrics registry;
  listener_metrics datagram{registry, transport::uds};
  listener_metrics stream{registry, transport::uds_stream};
  read_report report;
  report.packets = 1;
  report.anonymous = 1;
  stream.add(report);
  auto count = [&](const char* id, const char* transport) {
    return registry
        .counter(
            "dogstatsd__uds_packets", "",
            {{"listener_id", id}, {"transport", transport}, {"state", "ok"}})
        .Value();
  };
  EXPECT_EQ(count("uds-stream", "unix"), 1.0);
  EXPECT_EQ(count("uds-datagram", "unixgram"), 0.0);
  EXPECT_EQ(registry
                .counter("dogstatsd__uds_origin_detection_error", "",
                         {{"listener_id", "uds-stream"}, {"transport", "unix"}})
                .Value(),
            1.0);
}

TEST(listener_metrics, a_second_set_goes_on_counting) {
  metrics registry;
  read_report report;
  report.packets = 1;
  listener_metrics{registry, transport::udp}.add(report);
  listener_metrics again{registry, transport::udp};
  again.add(report);
  EXPECT_EQ(again.packets(), 2U);
}

} // namespace
} // namespace troupe
