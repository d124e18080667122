#include "actors/listener/listener.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "actors/listener/listener_setup.hpp"
#include "runtime/io/socket/udp_source.hpp"
#include "tests/support/deterministic.hpp"
#include "tests/unit/runtime/io/socket/socket_fixture.hpp"

namespace troupe {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using shard = recorder<dogstatsd_actor>;

class listener_test : public deterministic {
public:
  listener_test() {
    config_.dogstatsd_port = dogstatsd_config::random_port;
    config_.bind_host = "127.0.0.1";
    config_.dogstatsd_socket = folder_ / "dsd.socket";
    config_.dogstatsd_stream_socket = folder_ / "stream.socket";
    options_.drive = listener_drive::by_message;
    add_shard();
  }

  void TearDown() override {
    forget();
    deterministic::TearDown();
  }

  void add_shard() {
    logs_.push_back(std::make_shared<recording>());
    shards_.push_back(make_slot<dogstatsd_actor>());
    shards_.back()->set(spawn<shard>(logs_.back()));
  }

  void start(transport kind) {
    if (seat_ == nullptr)
      seat_ = make_listener_seat(kind, config_, tuning_, registry_);
    listener_env env{books_, health_, [this](const std::string& text) {
                       reports_.push_back(text);
                     }};
    listener_ =
        spawn<listener>(context("listener/x"), seat_, shards_, env, options_);
    run();
  }

  template <class T>
  void tell_listener(const T& x) {
    caf::anon_send(listener_, x);
    run();
  }
  void poll() {
    tell_listener(poll_atom::value);
  }
  void second() {
    advance(std::chrono::seconds(1));
    tell_listener(tick{++generation_, time().wall_ns(), time().steady_ns()});
  }

  file_descriptor udp() {
    return udp_client(dynamic_cast<udp_source&>(seat_->source()).port());
  }

  std::vector<std::string> got(size_t index = 0) {
    std::vector<std::string> result;
    for (auto& x : logs_[index]->all<packet_batch_ptr>())
      for (auto& text : texts(*x))
        result.push_back(text);
    return result;
  }

  /// The shards have parsed all they got.
  void forget() {
    for (auto& log : logs_) {
      for (auto& x : log->all<packet_batch_ptr>())
        x->ledger.leave();
      log->clear();
    }
  }

  std::string state() const {
    auto all = health_.entries();
    return all.empty() ? "" : std::string{to_string(all[0].state)};
  }

  uint64_t dropped(drop_reason why) const {
    return books_.packets.snapshot().dropped[static_cast<size_t>(why)];
  }

  temp_folder folder_;
  dogstatsd_config config_;
  listener_tuning tuning_;
  listener_options options_;
  ledger books_;
  health_registry health_;
  metrics registry_;
  std::vector<std::string> reports_;
  std::vector<recording_ptr> logs_;
  std::vector<slot_ptr<dogstatsd_actor>> shards_;
  listener_seat_ptr seat_;
  listener_actor listener_;
  uint64_t generation_ = 0;
};

TEST_F(listener_test, what_it_reads_goes_to_the_shard_in_one_batch) {
  start(transport::udp);
  auto client = udp();
  send_all(client, "a:1|c");
  send_all(client, "b:1|c");
  poll();
  ASSERT_EQ(logs_[0]->size(), 1U);
  EXPECT_THAT(got(), ElementsAre("a:1|c", "b:1|c"));
  auto& batch = logs_[0]->at<packet_batch_ptr>(0);
  EXPECT_EQ(batch->from, transport::udp);
  EXPECT_EQ(batch->arrival_ns, time().wall_ns());
  EXPECT_EQ(state(), "ok");
}

TEST_F(listener_test, packets_rest_in_the_ledger_until_they_are_parsed) {
  start(transport::udp);
  auto client = udp();
  send_all(client, "a:1|c");
  send_all(client, "");
  send_all(client, std::string(9000, 'x'));
  poll();
  auto row = books_.packets.snapshot();
  EXPECT_EQ(row.in, 3U);
  EXPECT_EQ(row.resting[0], 1);
  EXPECT_EQ(dropped(drop_reason::empty), 1U);
  EXPECT_EQ(dropped(drop_reason::truncated), 1U);
  EXPECT_EQ(row.balance(), 0);
  forget();
  EXPECT_EQ(books_.packets.snapshot().out, 1U);
}

TEST_F(listener_test, the_agents_names_count_packets_and_bytes) {
  start(transport::udp);
  send_all(udp(), "a:1|c");
  poll();
  auto& count =
      registry_.counter("dogstatsd__udp_packets", "", {{"state", "ok"}});
  auto& bytes =
      registry_.counter("dogstatsd__udp_packets_bytes", "", {{"state", "ok"}});
  EXPECT_EQ(count.Value(), 1.0);
  EXPECT_EQ(bytes.Value(), 5.0);
}

TEST_F(listener_test, an_empty_slot_counts_the_packets_as_actor_down) {
  shards_[0]->clear();
  start(transport::udp);
  send_all(udp(), "a:1|c");
  poll();
  EXPECT_EQ(dropped(drop_reason::actor_down), 1U);
  EXPECT_EQ(books_.packets.snapshot().balance(), 0);
}

// shows: dogstatsd_pipeline_count
TEST_F(listener_test, whole_batches_go_round_the_shards) {
  add_shard();
  start(transport::uds);
  auto client = unix_client(config_.dogstatsd_socket, SOCK_DGRAM);
  for (auto text : {"a:1|c", "b:1|c", "c:1|c"}) {
    send_all(client, text);
    poll();
  }
  EXPECT_THAT(got(0), ElementsAre("a:1|c", "c:1|c"));
  EXPECT_THAT(got(1), ElementsAre("b:1|c"));
}

TEST_F(listener_test, it_stops_reading_when_no_batch_is_free) {
  tuning_.queue_size = 2;
  start(transport::uds);
  auto client = unix_client(config_.dogstatsd_socket, SOCK_DGRAM);
  for (auto text : {"a:1|c", "b:1|c", "c:1|c"}) {
    send_all(client, text);
    poll();
  }
  EXPECT_THAT(got(), ElementsAre("a:1|c", "b:1|c"));
  forget();
  poll();
  EXPECT_THAT(got(), ElementsAre("c:1|c"));
}

TEST_F(listener_test, a_restart_keeps_the_socket_and_what_it_holds) {
  start(transport::udp);
  auto client = udp();
  kill(listener_);
  send_all(client, "while_down:1|c");
  start(transport::udp);
  poll();
  EXPECT_THAT(got(), ElementsAre("while_down:1|c"));
}

TEST_F(listener_test, a_restart_keeps_the_clients_of_a_stream) {
  start(transport::uds_stream);
  auto client = unix_client(config_.dogstatsd_stream_socket, SOCK_STREAM);
  send_all(client, frame("half:1|c").substr(0, 6));
  poll();
  kill(listener_);
  start(transport::uds_stream);
  send_all(client, frame("half:1|c").substr(6));
  poll();
  EXPECT_THAT(got(), ElementsAre("half:1|c"));
}

TEST_F(listener_test, a_taken_port_is_named_and_tried_again_with_backoff) {
  udp_options other;
  other.host = "127.0.0.1";
  other.port = 0;
  auto owner = std::make_unique<udp_source>(other);
  ASSERT_TRUE(owner->open());
  config_.dogstatsd_port = owner->port();
  start(transport::udp);
  EXPECT_EQ(state(), "failed");
  EXPECT_FALSE(health_.ready());
  EXPECT_THAT(health_.entries()[0].reason, HasSubstr("is taken"));
  // After 1 s, then 2 s: the third look is too early.
  second();
  second();
  owner = nullptr;
  EXPECT_EQ(state(), "failed");
  EXPECT_EQ(reports_.size(), 1U);
  second();
  EXPECT_EQ(state(), "ok");
  send_all(udp(), "a:1|c");
  poll();
  EXPECT_THAT(got(), ElementsAre("a:1|c"));
}

// shows: dogstatsd_socket
TEST_F(listener_test, a_file_in_the_way_is_refused_and_kept) {
  std::ofstream{config_.dogstatsd_socket} << "precious";
  start(transport::uds);
  EXPECT_EQ(state(), "failed");
  EXPECT_THAT(reports_[0], HasSubstr(config_.dogstatsd_socket));
  EXPECT_TRUE(std::filesystem::is_regular_file(config_.dogstatsd_socket));
}

TEST_F(listener_test, a_socket_file_that_vanished_is_back_within_a_second) {
  start(transport::uds);
  auto old = unix_client(config_.dogstatsd_socket, SOCK_DGRAM);
  send_all(old, "old:1|c");
  std::filesystem::remove(config_.dogstatsd_socket);
  second();
  send_all(unix_client(config_.dogstatsd_socket, SOCK_DGRAM), "new:1|c");
  poll();
  EXPECT_THAT(got(), ElementsAre("old:1|c", "new:1|c"));
  EXPECT_EQ(
      registry_
          .counter("troupe_listener_rebinds_total", "", {{"listener", "uds"}})
          .Value(),
      1.0);
  EXPECT_THAT(reports_, ElementsAre(HasSubstr("vanished")));
}

TEST_F(listener_test, the_kernels_drops_are_a_metric_of_their_own) {
  start(transport::udp);
  auto client = udp();
  constexpr uint64_t sent = 3000;
  for (uint64_t i = 0; i < sent; ++i)
    send_all(client, "a:1|c");
  poll();
  second();
  EXPECT_GT(seat_->kernel_dropped(), 0U);
  EXPECT_EQ(books_.packets.snapshot().in + seat_->kernel_dropped(), sent);
}

TEST_F(listener_test, a_frame_that_is_too_big_is_counted) {
  start(transport::uds_stream);
  auto client = unix_client(config_.dogstatsd_stream_socket, SOCK_STREAM);
  send_all(client, frame("a:1|c") + "\xff\xff\xff\xff");
  poll();
  EXPECT_THAT(got(), ElementsAre("a:1|c"));
  EXPECT_EQ(dropped(drop_reason::frame_too_big), 1U);
  EXPECT_EQ(books_.packets.snapshot().balance(), 0);
}

// shows: dogstatsd_stream_socket
TEST_F(listener_test, a_frame_whose_rest_does_not_come_is_counted) {
  start(transport::uds_stream);
  auto client = unix_client(config_.dogstatsd_stream_socket, SOCK_STREAM);
  send_all(client, "\x09");
  poll();
  for (auto i = 0; i < 40; ++i)
    second();
  EXPECT_EQ(dropped(drop_reason::partial_frame), 1U);
}

TEST_F(listener_test, a_barrier_passes_behind_what_was_sent_before_it) {
  start(transport::uds);
  auto client = unix_client(config_.dogstatsd_socket, SOCK_DGRAM);
  send_all(client, "before:1|c");
  barrier_report report;
  tell_listener(barrier_ptr{
      make_ref<barrier>([&](barrier_report x) { report = std::move(x); })});
  ASSERT_TRUE(logs_[0]->is<packet_batch_ptr>(0));
  ASSERT_TRUE(logs_[0]->is<barrier_ptr>(1));
  forget();
  EXPECT_THAT(report.passed, ElementsAre("listener/x"));
  EXPECT_EQ(report.stages["packets"].in, 1U);
}

TEST_F(listener_test, a_drain_reads_the_rest_then_closes_and_completes) {
  start(transport::uds);
  auto client = unix_client(config_.dogstatsd_socket, SOCK_DGRAM);
  send_all(client, "last:1|c");
  auto done = false;
  tell_listener(
      drain_command{make_ref<completion>([&](bool ok) { done = ok; })});
  EXPECT_TRUE(done);
  EXPECT_THAT(got(), ElementsAre("last:1|c"));
  EXPECT_FALSE(std::filesystem::exists(config_.dogstatsd_socket));
  // It stays closed.
  second();
  EXPECT_FALSE(std::filesystem::exists(config_.dogstatsd_socket));
}

TEST_F(listener_test, a_drain_of_a_listener_that_never_opened_completes) {
  std::ofstream{config_.dogstatsd_socket} << "in the way";
  start(transport::uds);
  auto done = false;
  tell_listener(
      drain_command{make_ref<completion>([&](bool ok) { done = ok; })});
  EXPECT_TRUE(done);
}

// shows: statsd_forward_host
// shows: statsd_forward_port
TEST_F(listener_test, packets_are_sent_on_to_another_server) {
  udp_options x;
  x.host = "127.0.0.1";
  x.port = 0;
  udp_source other{x};
  ASSERT_TRUE(other.open());
  options_.forward_host = "127.0.0.1";
  options_.forward_port = other.port();
  start(transport::udp);
  send_all(udp(), "a:1|c");
  poll();
  packet_batch batch{64 * 1024};
  other.read(batch, 0);
  EXPECT_THAT(texts(batch), ElementsAre("a:1|c"));
  EXPECT_THAT(got(), ElementsAre("a:1|c"));
}

TEST_F(listener_test, an_old_tick_is_ignored) {
  start(transport::uds);
  second();
  std::filesystem::remove(config_.dogstatsd_socket);
  tell_listener(tick{generation_, time().wall_ns(), time().steady_ns()});
  EXPECT_FALSE(std::filesystem::exists(config_.dogstatsd_socket));
}

} // namespace
} // namespace troupe
