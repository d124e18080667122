#include "actors/listener/listener.hpp"

#include <future>

#include <fcntl.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <gtest/gtest.h>

#include "actors/listener/listener_setup.hpp"
#include "runtime/io/socket/udp_source.hpp"
#include "tests/support/deterministic.hpp"
#include "tests/unit/runtime/io/socket/socket_fixture.hpp"

namespace troupe {
namespace {

constexpr auto patience = std::chrono::seconds(20);

/// A shard that tells the test how many packets came.
class counting_shard final : public annotated<dogstatsd_actor::base> {
public:
  using super = annotated<dogstatsd_actor::base>;

  counting_shard(caf::actor_config& cfg, size_t wanted, std::promise<void>& all)
      : super(cfg), wanted_(wanted), all_(all) {
  }

  dogstatsd_actor::behavior_type make_behavior() override {
    return {
        [this](const packet_batch_ptr& x) {
          x->ledger.leave();
          seen_ += x->packets.size();
          if (seen_ == wanted_)
            all_.set_value();
        },
        [](const tick&) {},
        [](poll_atom) {},
        [](const close_windows&) {},
        [](const barrier_ptr&) {},
        [](const drain_command&) {},
    };
  }

private:
  size_t wanted_;
  size_t seen_ = 0;
  std::promise<void>& all_;
};

/// The listener on its own thread; every wait of the test is for an event.
class listener_thread : public ::testing::Test {
public:
  void start(transport kind, size_t wanted) {
    config_.dogstatsd_port = dogstatsd_config::random_port;
    config_.bind_host = "127.0.0.1";
    config_.dogstatsd_socket = folder_ / "dsd.socket";
    config_.dogstatsd_stream_socket = folder_ / "stream.socket";
    seat_ = make_listener_seat(kind, config_, {}, registry_);
    // Bound here, so that the test may send at once.
    ASSERT_TRUE(seat_->source().open());
    auto front = make_slot<dogstatsd_actor>();
    shard_ = system_.spawn<counting_shard>(wanted, all_);
    front->set(shard_);
    stats_ = std::make_shared<actor_stats>("listener/x");
    listener_ = system_.spawn<listener, caf::detached>(
        node_context{stats_, &system_clock()}, seat_, std::vector{front},
        listener_env{books_, health_}, listener_options{});
  }

  void stop() {
    std::promise<bool> done;
    caf::anon_send(listener_, drain_command{make_ref<completion>(
                                  [&](bool ok) { done.set_value(ok); })});
    auto drained = done.get_future();
    ASSERT_EQ(drained.wait_for(patience), std::future_status::ready);
    EXPECT_TRUE(drained.get());
    end_actors();
  }

  void end_actors() {
    caf::scoped_actor self{system_};
    self->monitor(listener_);
    caf::anon_send_exit(listener_, caf::exit_reason::kill);
    self->receive([](const caf::down_msg&) {});
    caf::anon_send_exit(shard_, caf::exit_reason::kill);
    listener_ = nullptr;
    shard_ = nullptr;
  }

  bool all_came() {
    return all_.get_future().wait_for(patience) == std::future_status::ready;
  }

  temp_folder folder_;
  dogstatsd_config config_;
  ledger books_;
  health_registry health_;
  metrics registry_;
  std::promise<void> all_;
  listener_seat_ptr seat_;
  actor_stats_ptr stats_;
  caf::actor_system_config system_config_;
  caf::actor_system system_{system_config_};
  dogstatsd_actor shard_;
  listener_actor listener_;
};

TEST_F(listener_thread, datagrams_wake_it_and_a_drain_ends_its_sleep) {
  start(transport::udp, 200);
  auto client = udp_client(dynamic_cast<udp_source&>(seat_->source()).port());
  for (auto i = 0; i < 200; ++i)
    ASSERT_TRUE(send_all(client, "a:1|c"));
  EXPECT_TRUE(all_came());
  stop();
  EXPECT_EQ(books_.packets.snapshot().out, 200U);
  EXPECT_EQ(books_.packets.snapshot().balance(), 0);
}

TEST_F(listener_thread, a_sender_that_outruns_the_shard_loses_nothing) {
  constexpr size_t frames = 20'000;
  start(transport::uds_stream, frames);
  auto client = unix_client(config_.dogstatsd_stream_socket, SOCK_STREAM);
  // Blocking: the kernel holds us while every batch is under way.
  ASSERT_EQ(::fcntl(client.get(), F_SETFL, 0), 0);
  auto text = frame(std::string(1000, 'x'));
  for (size_t i = 0; i < frames; ++i)
    ASSERT_TRUE(send_all(client, text));
  EXPECT_TRUE(all_came());
  stop();
  EXPECT_EQ(books_.packets.snapshot().out, frames);
}

TEST_F(listener_thread, a_kill_ends_its_sleep) {
  start(transport::uds, 1);
  end_actors();
  // The seat still answers: the socket outlives the actor.
  EXPECT_TRUE(
      send_all(unix_client(config_.dogstatsd_socket, SOCK_DGRAM), "a:1|c"));
}

} // namespace
} // namespace troupe
