#include "runtime/io/socket/stream_source.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "tests/unit/runtime/io/socket/socket_fixture.hpp"

namespace troupe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t second = 1'000'000'000;

class stream_source_test : public ::testing::Test {
public:
  stream_options options() const {
    stream_options result;
    result.path = folder_ / "stream.socket";
    return result;
  }

  void start(stream_options x) {
    source_ = std::make_unique<stream_source>(std::move(x));
    ASSERT_TRUE(source_->open());
  }

  file_descriptor connect() {
    return unix_client(folder_ / "stream.socket", SOCK_STREAM);
  }

  read_report read(int64_t now_ns = 0) {
    return source_->read(batch_, now_ns);
  }

  bool is_closed(const file_descriptor& client) const {
    char byte = 0;
    return ::recv(client.get(), &byte, 1, MSG_DONTWAIT) == 0;
  }

  temp_folder folder_;
  packet_batch batch_{256 * 1024};
  std::unique_ptr<stream_source> source_;
};

TEST_F(stream_source_test, frames_become_packets) {
  start(options());
  auto client = connect();
  send_all(client, frame("a:1|c") + frame("b:2|c"));
  auto report = read();
  EXPECT_THAT(texts(batch_), ElementsAre("a:1|c", "b:2|c"));
  EXPECT_EQ(report.bytes, 10U);
  EXPECT_EQ(source_->connections(), 1U);
}

TEST_F(stream_source_test, a_frame_may_come_in_pieces_and_over_batches) {
  start(options());
  auto client = connect();
  auto text = frame("hello:1|c");
  for (auto c : text.substr(0, text.size() - 1)) {
    send_all(client, {&c, 1});
    EXPECT_EQ(read().packets, 0U);
  }
  packet_batch next{64 * 1024};
  send_all(client, text.substr(text.size() - 1));
  source_->read(next, 0);
  EXPECT_THAT(texts(next), ElementsAre("hello:1|c"));
}

TEST_F(stream_source_test, two_clients_do_not_mix) {
  start(options());
  auto one = connect();
  auto two = connect();
  send_all(one, frame("one:1|c").substr(0, 6));
  send_all(two, frame("two:1|c").substr(0, 7));
  read();
  send_all(two, frame("two:1|c").substr(7));
  send_all(one, frame("one:1|c").substr(6));
  read();
  EXPECT_THAT(texts(batch_),
              ::testing::UnorderedElementsAre("one:1|c", "two:1|c"));
}

TEST_F(stream_source_test, a_frame_that_is_too_big_closes_its_client_only) {
  start(options());
  auto bad = connect();
  auto good = connect();
  send_all(bad, frame("ok:1|c") + std::string{"\xff\xff\xff\xff"} + "rest");
  send_all(good, frame("good:1|c"));
  auto report = read();
  EXPECT_EQ(report.too_big, 1U);
  EXPECT_THAT(texts(batch_),
              ::testing::UnorderedElementsAre("ok:1|c", "good:1|c"));
  EXPECT_TRUE(is_closed(bad) || errno == ECONNRESET);
  EXPECT_FALSE(is_closed(good));
}

// shows: dogstatsd_stream_log_too_big
TEST_F(stream_source_test, a_frame_that_is_too_big_is_shown_when_asked_for) {
  auto x = options();
  std::string told;
  x.on_too_big = [&](const std::string& text) { told = text; };
  start(x);
  auto client = connect();
  send_all(client, std::string{"\x01\x20\x00\x00", 4} + "name\x1b:1|c");
  read();
  EXPECT_THAT(told, HasSubstr("8193 bytes"));
  EXPECT_THAT(told, HasSubstr("\"name.:1|c\""));
}

TEST_F(stream_source_test, a_client_that_leaves_inside_a_frame_is_counted) {
  start(options());
  {
    auto client = connect();
    send_all(client, frame("a:1|c") + "\x05");
  }
  // One read for the bytes, one for the end.
  auto report = read();
  EXPECT_EQ(report.partial, 1U);
  EXPECT_THAT(texts(batch_), ElementsAre("a:1|c"));
  EXPECT_EQ(source_->connections(), 0U);
}

TEST_F(stream_source_test, leaving_between_frames_is_no_fault) {
  start(options());
  {
    auto client = connect();
    send_all(client, frame("a:1|c"));
  }
  EXPECT_EQ(read().partial, 0U);
}

TEST_F(stream_source_test, frames_without_content_are_empty) {
  start(options());
  auto client = connect();
  send_all(client, frame("") + frame("\n") + frame("a:1|c"));
  EXPECT_EQ(read().empty, 2U);
  EXPECT_THAT(texts(batch_), ElementsAre("a:1|c"));
}

TEST_F(stream_source_test, an_unfinished_frame_times_out_an_idle_client_not) {
  start(options());
  auto slow = connect();
  auto idle = connect();
  send_all(slow, "\x05");
  read(0);
  EXPECT_EQ(source_->check(30 * second).partial, 0U);
  // A byte now and then does not buy more time.
  send_all(slow, std::string(1, '\0'));
  read(30 * second);
  EXPECT_EQ(source_->check(31 * second).partial, 1U);
  EXPECT_TRUE(is_closed(slow));
  EXPECT_FALSE(is_closed(idle));
}

TEST_F(stream_source_test, at_the_bound_the_most_silent_client_makes_room) {
  auto x = options();
  x.max_connections = 2;
  start(x);
  auto first = connect();
  auto second_client = connect();
  read(0);
  send_all(first, frame("a:1|c"));
  read(10 * second);
  auto third = connect();
  read(10 * second);
  EXPECT_TRUE(is_closed(second_client));
  EXPECT_FALSE(is_closed(first));
  EXPECT_FALSE(is_closed(third));
  EXPECT_EQ(source_->connections(), 2U);
  EXPECT_EQ(source_->check(10 * second).refused_clients, 1U);
}

TEST_F(stream_source_test, at_the_bound_busy_clients_stay) {
  auto x = options();
  x.max_connections = 1;
  start(x);
  auto first = connect();
  read(0);
  auto second_client = connect();
  read(second);
  EXPECT_TRUE(is_closed(second_client));
  EXPECT_FALSE(is_closed(first));
}

TEST_F(stream_source_test, the_senders_process_is_kept_when_asked_for) {
  auto x = options();
  x.credentials = true;
  start(x);
  auto client = connect();
  send_all(client, frame("a:1|c"));
  read();
  ASSERT_EQ(batch_.packets.size(), 1U);
  EXPECT_EQ(batch_.packets[0].pid, static_cast<uint32_t>(::getpid()));
}

TEST_F(stream_source_test, tiny_frames_cannot_outgrow_the_batch) {
  auto x = options();
  x.limits.max_packets = 64;
  start(x);
  auto client = connect();
  std::string many;
  for (auto i = 0; i < 1000; ++i)
    many += frame("x");
  send_all(client, many);
  size_t total = 0;
  for (auto more = true; more; batch_.packets.clear()) {
    more = read().packets > 0;
    EXPECT_LE(batch_.packets.size(), 65U);
    total += batch_.packets.size();
  }
  EXPECT_EQ(total, 1000U);
}

TEST_F(stream_source_test, every_busy_client_gets_its_turn) {
  start(options());
  std::vector<file_descriptor> clients;
  for (auto i = 0; i < 12; ++i) {
    clients.push_back(connect());
    std::string much;
    while (much.size() < 100'000)
      much += frame(std::string(8000, static_cast<char>('a' + i)));
    send_all(clients.back(), much);
  }
  std::string seen;
  for (auto turn = 0; turn < 6; ++turn) {
    read();
    for (auto& text : texts(batch_))
      if (seen.find(text[0]) == std::string::npos)
        seen += text[0];
    batch_.packets.clear();
  }
  EXPECT_EQ(seen.size(), 12U);
}

TEST_F(stream_source_test, clients_stay_while_the_file_is_made_again) {
  start(options());
  auto old = connect();
  read();
  std::filesystem::remove(folder_ / "stream.socket");
  EXPECT_TRUE(source_->check(0).file_gone);
  ASSERT_TRUE(source_->open());
  auto fresh = connect();
  send_all(old, frame("old:1|c"));
  read();
  send_all(fresh, frame("new:1|c"));
  read();
  EXPECT_THAT(texts(batch_), ElementsAre("old:1|c", "new:1|c"));
}

TEST_F(stream_source_test, a_sealed_source_yields_the_rest) {
  start(options());
  auto client = connect();
  read();
  send_all(client, frame("last:1|c") + "\x09");
  source_->seal();
  auto report = read();
  EXPECT_THAT(texts(batch_), ElementsAre("last:1|c"));
  EXPECT_EQ(report.partial, 1U);
  EXPECT_EQ(source_->connections(), 0U);
}

} // namespace
} // namespace troupe
