#include "runtime/io/socket/packet_forwarder.hpp"

#include <cstring>

#include <gmock/gmock.h>

#include "runtime/io/socket/udp_source.hpp"
#include "tests/unit/runtime/io/socket/socket_fixture.hpp"

namespace troupe {
namespace {

void put(packet_batch& batch, std::string_view text) {
  uint32_t at = batch.packets.empty()
                    ? 0
                    : batch.packets.back().offset + batch.packets.back().size;
  std::memcpy(batch.storage.get() + at, text.data(), text.size());
  batch.packets.push_back({at, static_cast<uint32_t>(text.size()), 0, 0, 0});
}

TEST(packet_forwarder, every_packet_goes_on_as_it_came) {
  udp_options options;
  options.host = "127.0.0.1";
  options.port = 0;
  udp_source other{options};
  ASSERT_TRUE(other.open());
  packet_forwarder forwarder;
  ASSERT_TRUE(forwarder.open("127.0.0.1", other.port()));
  packet_batch batch{64 * 1024};
  std::vector<std::string> sent;
  for (auto i = 0; i < 100; ++i) {
    sent.push_back("metric" + std::to_string(i) + ":1|c");
    put(batch, sent.back());
  }
  EXPECT_EQ(forwarder.send(batch), 100U);
  packet_batch got{256 * 1024};
  other.read(got, 0);
  EXPECT_EQ(texts(got), sent);
}

TEST(packet_forwarder, a_server_that_is_away_does_not_stop_it) {
  packet_forwarder forwarder;
  ASSERT_TRUE(forwarder.open("127.0.0.1", 1));
  packet_batch batch{1024};
  put(batch, "a:1|c");
  for (auto i = 0; i < 3; ++i)
    EXPECT_EQ(forwarder.send(batch), 1U);
}

TEST(packet_forwarder, an_unknown_host_is_named_with_its_key) {
  packet_forwarder forwarder;
  auto done = forwarder.open("no such host", 8125);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.err().text, ::testing::HasSubstr("statsd_forward_host"));
  EXPECT_FALSE(forwarder.is_open());
}

} // namespace
} // namespace troupe
