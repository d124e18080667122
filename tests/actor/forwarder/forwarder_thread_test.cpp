// The forwarder as it runs in the product: on its own thread, with the real
// client, against a server on loopback.

#include "actors/forwarder/forwarder.hpp"

#include "tests/support/forwarding.hpp"
#include "tests/support/scripted_intake.hpp"

#include <future>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/send.hpp>
#include <gtest/gtest.h>

namespace troupe {
namespace {

using namespace std::chrono_literals;
using test::make_payload;
using test::scripted_intake;

class forwarder_thread : public ::testing::Test {
public:
  forwarder_thread() : system_(config_) {
  }

  void start(const std::vector<std::string>& urls) {
    std::vector<endpoint> endpoints;
    for (const auto& url : urls)
      endpoints.push_back(test::make_endpoint(url));
    work_ = std::make_shared<delivery>(delivery_options{}, endpoints, stage_,
                                       registry_, health_);
    spawn();
  }

  void spawn() {
    forwarder_env env{work_,
                      [this] {
                        auto client = make_http_client({});
                        return client;
                      },
                      registry_, stage_};
    handle_ = system_.spawn<forwarder, caf::detached>(
        node_context{stats_, &system_clock()}, env);
  }

  void send(const std::string& body) {
    caf::anon_send(handle_, payload_ptr{make_payload(body)});
  }

  /// True when the token completed with "done" within the patience.
  template <class Command>
  bool await(Command make) {
    std::promise<bool> said;
    auto answer = said.get_future();
    caf::anon_send(handle_, make(make_ref<const completion>(
                                [&](bool ok) { said.set_value(ok); })));
    // Not before the token ended: it refers to this frame.
    return answer.get();
  }

  void TearDown() override {
    caf::anon_send_exit(handle_, caf::exit_reason::kill);
    handle_ = nullptr;
    system_.await_all_actors_done();
  }

protected:
  stage stage_{"payloads"};
  metrics registry_;
  health_registry health_;
  actor_stats_ptr stats_ = std::make_shared<actor_stats>("forwarder");
  delivery_ptr work_;
  caf::actor_system_config config_;
  caf::actor_system system_;
  forwarder_actor handle_;
};

flush_end flush(completion_ptr x) {
  return {1, std::move(x)};
}

drain_command drain(completion_ptr x) {
  return {std::move(x)};
}

TEST_F(forwarder_thread, payloads_arrive_and_a_flush_can_be_awaited) {
  scripted_intake server;
  start({server.url()});
  for (int i = 0; i < 30; ++i)
    send("payload " + std::to_string(i));
  EXPECT_TRUE(await(flush));
  EXPECT_EQ(server.requests().size(), 30u);
  EXPECT_LE(server.most_at_once(), 10u);
  EXPECT_EQ(stage_.snapshot().out, 30u);
}

TEST_F(forwarder_thread, a_message_is_handled_while_a_request_hangs) {
  test::intake_step silent;
  silent.manner = test::intake_manner::hang;
  scripted_intake stuck{silent};
  scripted_intake fine;
  start({stuck.url(), fine.url()});
  auto begin = std::chrono::steady_clock::now();
  for (size_t i = 1; i <= 8; ++i) {
    send("x");
    ASSERT_TRUE(fine.wait_for(i));
  }
  // Each would wait for the end of a poll (500 ms) if nothing woke it.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
}

TEST_F(forwarder_thread, a_kill_in_the_middle_loses_nothing) {
  test::intake_step slow;
  slow.delay_ms = 100;
  scripted_intake server{slow};
  start({server.url()});
  for (int i = 0; i < 20; ++i)
    send("payload " + std::to_string(i));
  EXPECT_TRUE(server.wait_for(5));
  caf::anon_send_exit(handle_, caf::exit_reason::kill);
  handle_ = nullptr;
  system_.await_all_actors_done();
  auto before = stage_.snapshot();
  EXPECT_EQ(before.balance(), 0);
  spawn();
  EXPECT_TRUE(await(drain));
  auto row = stage_.snapshot();
  EXPECT_EQ(row.balance(), 0);
  EXPECT_EQ(row.out, row.in);
}

} // namespace
} // namespace troupe
