#include "runtime/io/socket/udp_source.hpp"

#include <gmock/gmock.h>

#include "tests/unit/runtime/io/socket/socket_fixture.hpp"

namespace troupe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

udp_options any_port() {
  udp_options result;
  result.host = "127.0.0.1";
  result.port = 0;
  return result;
}

class udp_source_test : public ::testing::Test {
public:
  void SetUp() override {
    ASSERT_TRUE(source_.open());
    client_ = udp_client(source_.port());
  }

  udp_source source_{any_port()};
  file_descriptor client_;
  packet_batch batch_{256 * 1024};
};

TEST_F(udp_source_test, datagrams_come_in_order_and_packed) {
  send_all(client_, "a:1|c");
  send_all(client_, "bb:2|c");
  send_all(client_, "ccc:3|c");
  auto report = source_.read(batch_, 0);
  EXPECT_THAT(texts(batch_), ElementsAre("a:1|c", "bb:2|c", "ccc:3|c"));
  EXPECT_EQ(report.packets, 3U);
  EXPECT_EQ(report.bytes, 18U);
  EXPECT_FALSE(report.more);
  // Packed: the batch holds far more than its slots of full size.
  EXPECT_EQ(batch_.packets[2].offset, 11U);
}

TEST_F(udp_source_test, a_second_read_appends) {
  send_all(client_, "a:1|c");
  source_.read(batch_, 0);
  send_all(client_, "b:1|c");
  source_.read(batch_, 0);
  EXPECT_THAT(texts(batch_), ElementsAre("a:1|c", "b:1|c"));
}

// shows: dogstatsd_buffer_size
TEST_F(udp_source_test, the_exact_size_is_kept_and_one_more_is_truncated) {
  std::string exact(8192, 'x');
  send_all(client_, exact);
  send_all(client_, exact + "y");
  send_all(client_, std::string(65507, 'z'));
  send_all(client_, "after:1|c");
  auto report = source_.read(batch_, 0);
  EXPECT_THAT(texts(batch_), ElementsAre(exact, "after:1|c"));
  EXPECT_EQ(report.truncated, 2U);
}

TEST_F(udp_source_test, nothing_and_newlines_are_empty) {
  send_all(client_, "");
  send_all(client_, "\n\n\n");
  send_all(client_, "\na:1|c");
  auto report = source_.read(batch_, 0);
  EXPECT_EQ(report.empty, 2U);
  EXPECT_THAT(texts(batch_), ElementsAre("\na:1|c"));
}

TEST_F(udp_source_test, a_full_batch_says_that_there_is_more) {
  packet_batch small{2 * (8192 + 64)};
  for (auto i = 0; i < 3; ++i)
    send_all(client_, std::string(8000, static_cast<char>('a' + i)));
  EXPECT_TRUE(source_.read(small, 0).more);
  EXPECT_EQ(small.packets.size(), 2U);
  auto rest = source_.read(batch_, 0);
  EXPECT_EQ(rest.packets, 1U);
  EXPECT_EQ(texts(batch_)[0][0], 'c');
}

TEST_F(udp_source_test, the_kernels_drops_are_read_back_exactly) {
  constexpr uint64_t sent = 2000;
  for (uint64_t i = 0; i < sent; ++i)
    send_all(client_, "a:1|c");
  EXPECT_GT(source_.fill(), 0.9);
  uint64_t got = 0;
  for (auto more = true; more; batch_.packets.clear()) {
    auto report = source_.read(batch_, 0);
    got += report.packets;
    more = report.packets > 0;
  }
  EXPECT_LT(got, sent);
  EXPECT_EQ(source_.check(0).kernel_dropped, sent - got);
  EXPECT_EQ(source_.check(0).kernel_dropped, 0U);
  EXPECT_EQ(source_.fill(), 0.0);
}

TEST_F(udp_source_test, a_sealed_source_yields_the_rest_and_nothing_new) {
  send_all(client_, "before:1|c");
  source_.seal();
  send_all(client_, "after:1|c");
  source_.read(batch_, 0);
  EXPECT_THAT(texts(batch_), ElementsAre("before:1|c"));
  EXPECT_EQ(source_.check(0).kernel_dropped, 1U);
}

// shows: dogstatsd_so_rcvbuf
TEST(udp_socket, the_receive_buffer_grows_as_asked) {
  auto options = any_port();
  udp_source plain{options};
  options.receive_buffer = 1024 * 1024;
  udp_source large{options};
  ASSERT_TRUE(plain.open());
  ASSERT_TRUE(large.open());
  auto bytes = [](const udp_source& x) {
    int result = 0;
    socklen_t size = sizeof result;
    ::getsockopt(x.poll_fd(), SOL_SOCKET, SO_RCVBUF, &result, &size);
    return result;
  };
  EXPECT_GE(bytes(large), 1024 * 1024);
  EXPECT_LT(bytes(plain), 1024 * 1024);
}

TEST(udp_socket, a_taken_port_is_named_with_its_fix) {
  udp_source first{any_port()};
  ASSERT_TRUE(first.open());
  auto options = any_port();
  options.port = first.port();
  udp_source second{options};
  auto done = second.open();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.err().code, errc::in_use);
  EXPECT_THAT(done.err().text,
              HasSubstr("127.0.0.1:" + std::to_string(options.port)));
  EXPECT_THAT(done.err().text, HasSubstr("`dogstatsd_port`"));
}

// shows: bind_host
TEST(udp_socket, an_address_that_is_not_here_is_an_error) {
  auto options = any_port();
  options.host = "192.0.2.1";
  udp_source source{options};
  EXPECT_FALSE(source.open());
  options.host = "127.0.0.2";
  udp_source other{options};
  ASSERT_TRUE(other.open());
  EXPECT_THAT(other.address(), HasSubstr("udp://127.0.0.2:"));
}

// shows: dogstatsd_non_local_traffic
TEST(udp_socket, no_host_binds_every_interface) {
  auto options = any_port();
  options.host = "";
  udp_source source{options};
  ASSERT_TRUE(source.open());
  auto client = udp_client(source.port());
  send_all(client, "a:1|c");
  packet_batch batch{64 * 1024};
  EXPECT_EQ(source.read(batch, 0).packets, 1U);
  EXPECT_THAT(source.address(),
              ::testing::AnyOf(HasSubstr("[::]"), HasSubstr("0.0.0.0")));
}

} // namespace
} // namespace troupe
