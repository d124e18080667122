#include "actors/listener/listener_setup.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(listener_setup, the_defaults_keep_one_listener_within_its_memory) {
  auto x = pool_options_of(8192, {});
  EXPECT_GE(x.batch_bytes, 32U * 8192U);
  EXPECT_GE(x.max_batches, 8U);
  EXPECT_LE(x.batch_bytes * x.max_batches, listener_tuning::pool_bytes);
}

// shows: dogstatsd_queue_size
TEST(listener_setup, a_short_queue_bounds_the_batches) {
  listener_tuning tuning;
  tuning.queue_size = 3;
  EXPECT_EQ(pool_options_of(8192, tuning).max_batches, 3U);
}

// shows: dogstatsd_packet_buffer_size
TEST(listener_setup, a_small_packet_buffer_makes_small_batches) {
  listener_tuning tuning;
  tuning.packet_buffer_size = 4;
  auto x = pool_options_of(8192, tuning);
  EXPECT_GE(x.batch_bytes, 4U * 8192U);
  EXPECT_LT(x.batch_bytes, 5U * 8192U);
}

TEST(listener_setup, the_longest_datagrams_still_fit) {
  auto x = pool_options_of(1024 * 1024, {});
  EXPECT_GE(x.batch_bytes, 2U * 1024U * 1024U);
  EXPECT_GE(x.max_batches, 1U);
}

// shows: use_dogstatsd
TEST(listener_setup, without_dogstatsd_there_is_no_listener) {
  dogstatsd_config config;
  EXPECT_TRUE(is_wanted(transport::udp, config));
  config.use_dogstatsd = false;
  EXPECT_FALSE(is_wanted(transport::udp, config));
  EXPECT_FALSE(is_wanted(transport::uds, config));
}

// shows: dogstatsd_port
TEST(listener_setup, port_zero_switches_udp_off) {
  dogstatsd_config config;
  config.dogstatsd_port = 0;
  EXPECT_FALSE(is_wanted(transport::udp, config));
  config.dogstatsd_port = dogstatsd_config::random_port;
  EXPECT_TRUE(is_wanted(transport::udp, config));
}

TEST(listener_setup, an_empty_path_switches_a_unix_socket_off) {
  dogstatsd_config config;
  EXPECT_TRUE(is_wanted(transport::uds, config));
  EXPECT_FALSE(is_wanted(transport::uds_stream, config));
  config.dogstatsd_socket.clear();
  config.dogstatsd_stream_socket = "/run/x";
  EXPECT_FALSE(is_wanted(transport::uds, config));
  EXPECT_TRUE(is_wanted(transport::uds_stream, config));
}

} // namespace
} // namespace troupe
