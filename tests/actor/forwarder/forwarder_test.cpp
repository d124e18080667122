#include "actors/forwarder/forwarder.hpp"

#include "tests/actor/forwarder/fake_network.hpp"
#include "tests/support/deterministic.hpp"
#include "tests/support/forwarding.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using namespace std::chrono_literals;
using test::answer;
using test::make_payload;
using test::no_answer;

class forwarder_test : public deterministic {
public:
  forwarder_test() {
    network_.script = [this](const test::fake_request& x) {
      return x.url.starts_with("http://dead")
                 ? std::optional{no_answer(http_error::connect)}
                 : standard_;
    };
  }

  void make(std::vector<endpoint> endpoints, delivery_options options = {}) {
    work_ = std::make_shared<delivery>(options, std::move(endpoints), stage_,
                                       registry_, health_);
    start();
  }

  /// One incarnation; the statistics are kept, as the tree does.
  void start() {
    forwarder_env env{
        work_, [this] { return std::make_unique<test::fake_client>(network_); },
        registry_, stage_};
    forwarder_ = spawn<forwarder>(node_context{stats_, &time()}, env);
    run();
  }

  void send(std::string body = "body",
            payload_kind kind = payload_kind::series_v2) {
    caf::anon_send(forwarder_,
                   payload_ptr{make_payload(std::move(body), kind)});
    run();
  }

  void seconds(int n) {
    for (int i = 0; i < n; ++i) {
      advance(1s);
      caf::anon_send(forwarder_,
                     tick{++generation_, time().wall_ns(), time().steady_ns()});
      run();
    }
  }

  /// Ends a hanging request, as curl would tell the poll.
  void end_one(const http_reply& reply) {
    network_.end_one(reply);
    caf::anon_send(forwarder_, poll_atom::value);
    run();
  }

  completion_ptr token() {
    return make_ref<const completion>(
        [this](bool ok) { ok ? ++done_ : ++lost_; });
  }

  stage_snapshot row() const {
    auto x = stage_.snapshot();
    EXPECT_EQ(x.balance(), 0);
    return x;
  }

  uint64_t dropped(drop_reason why) const {
    return row().dropped[static_cast<size_t>(why)];
  }

protected:
  stage stage_{"payloads"};
  metrics registry_;
  health_registry health_;
  test::fake_network network_;
  std::optional<http_reply> standard_ = answer(202);
  actor_stats_ptr stats_ = std::make_shared<actor_stats>("forwarder", 4);
  delivery_ptr work_;
  forwarder_actor forwarder_;
  uint64_t generation_ = 0;
  int done_ = 0;
  int lost_ = 0;
};

TEST_F(forwarder_test, a_payload_is_sent_with_its_headers) {
  make({test::make_endpoint("http://a", "the-key")});
  send("bytes", payload_kind::sketches);
  ASSERT_EQ(network_.seen.size(), 1u);
  const auto& x = network_.seen[0];
  EXPECT_EQ(x.url, "http://a/api/beta/sketches");
  EXPECT_EQ(x.body, "bytes");
  EXPECT_EQ(x.header("DD-Api-Key"), "the-key");
  EXPECT_EQ(x.header("Content-Type"), "application/x-protobuf");
  EXPECT_EQ(row().out, 1u);
}

TEST_F(forwarder_test, after_an_outage_data_arrives_soon_after_the_backoff) {
  make({test::make_endpoint("http://a")});
  standard_ = answer(500);
  for (int flush = 0; flush < 20; ++flush) {
    send();
    seconds(15);
  }
  EXPECT_EQ(row().out, 0u);
  EXPECT_LE(network_.seen.size(), 15u);
  standard_ = answer(202);
  auto blocked =
      work_->status({time().steady_ns(), time().wall_ns()}).at(0).blocked_ms;
  seconds(static_cast<int>(blocked / 1000) + 3);
  send("fresh");
  EXPECT_EQ(network_.seen.back().body, "fresh");
  EXPECT_EQ(row().out, 21u);
  EXPECT_EQ(row().dropped_total(), 0u);
}

TEST_F(forwarder_test, retry_after_is_honoured) {
  make({test::make_endpoint("http://a")});
  standard_ = answer(429, "90");
  send();
  standard_ = answer(202);
  seconds(89);
  EXPECT_EQ(network_.seen.size(), 1u);
  seconds(1);
  EXPECT_EQ(row().out, 1u);
}

TEST_F(forwarder_test, a_refused_key_makes_no_hot_loop_and_ends_in_drops) {
  make({test::make_endpoint("http://a")});
  standard_ = answer(403);
  send();
  EXPECT_EQ(health_.entries().at(0).state, health_state::failed);
  seconds(599);
  EXPECT_LE(network_.seen.size(), 25u);
  EXPECT_EQ(row().dropped_total(), 0u);
  seconds(2);
  EXPECT_EQ(dropped(drop_reason::http_403), 1u);
}

TEST_F(forwarder_test, a_too_large_payload_is_dropped_and_the_next_goes) {
  make({test::make_endpoint("http://a")});
  standard_ = answer(413);
  send();
  standard_ = answer(202);
  send();
  EXPECT_EQ(dropped(drop_reason::http_413), 1u);
  EXPECT_EQ(row().out, 1u);
}

TEST_F(forwarder_test, a_redirect_is_retried_where_it_was_sent) {
  make({test::make_endpoint("http://a")});
  standard_ = answer(307);
  send();
  standard_ = answer(202);
  seconds(5);
  EXPECT_EQ(network_.count("http://a/"), 2u);
  EXPECT_EQ(row().out, 1u);
}

TEST_F(forwarder_test, a_request_that_times_out_frees_its_slot) {
  delivery_options options;
  options.lane.max_in_flight = 1;
  make({test::make_endpoint("http://a")}, options);
  standard_ = std::nullopt;
  send("first");
  send("second");
  EXPECT_EQ(network_.seen.size(), 1u);
  standard_ = answer(202);
  end_one(no_answer(http_error::timeout, true));
  seconds(5);
  EXPECT_EQ(row().out, 2u);
  EXPECT_EQ(
      test::value_of(registry_, "troupe_forwarder_in_doubt_attempts_total"), 1);
}

TEST_F(forwarder_test, a_dead_endpoint_does_not_slow_the_other) {
  make({test::make_endpoint("http://dead"), test::make_endpoint("http://ok")});
  for (int flush = 0; flush < 40; ++flush) {
    send();
    EXPECT_EQ(network_.count("http://ok"), static_cast<size_t>(flush) + 1);
    seconds(15);
  }
  EXPECT_LE(network_.count("http://dead"), 25u);
  EXPECT_EQ(row().out, 40u);
}

TEST_F(forwarder_test, two_keys_get_a_copy_each) {
  make({test::make_endpoint("http://a", "key-1"),
        test::make_endpoint("http://a", "key-2")});
  send();
  ASSERT_EQ(network_.seen.size(), 2u);
  EXPECT_NE(network_.seen[0].header("DD-Api-Key"),
            network_.seen[1].header("DD-Api-Key"));
  EXPECT_EQ(row().in, 2u);
}

TEST_F(forwarder_test, keys_are_checked_before_anything_is_sent) {
  auto where = test::make_endpoint("http://a", "key-1");
  where.validate_url = "http://api";
  standard_ = answer(403);
  make({where});
  ASSERT_EQ(network_.seen.size(), 1u);
  EXPECT_EQ(network_.seen[0].url, "http://api/api/v1/validate?api_key=key%2D1");
  EXPECT_EQ(health_.entries().at(0).state, health_state::failed);
}

TEST_F(forwarder_test, the_end_of_a_flush_waits_for_first_attempts) {
  make({test::make_endpoint("http://a")});
  standard_ = std::nullopt;
  send();
  caf::anon_send(forwarder_, flush_end{1, token()});
  run();
  EXPECT_EQ(done_, 0);
  end_one(answer(202));
  EXPECT_EQ(done_, 1);
}

TEST_F(forwarder_test, a_drain_ends_at_its_deadline_without_a_tick) {
  make({test::make_endpoint("http://a")});
  standard_ = std::nullopt;
  send();
  caf::anon_send(forwarder_, drain_command{token()});
  run();
  advance(1900ms);
  EXPECT_EQ(done_, 0);
  advance(100ms);
  EXPECT_EQ(done_, 1);
  EXPECT_EQ(dropped(drop_reason::shutdown_deadline), 1u);
  EXPECT_TRUE(network_.hanging.empty());
}

TEST_F(forwarder_test, a_drain_ends_early_when_all_is_sent) {
  make({test::make_endpoint("http://a")});
  standard_ = std::nullopt;
  send();
  caf::anon_send(forwarder_, drain_command{token()});
  end_one(answer(202));
  EXPECT_EQ(done_, 1);
  EXPECT_EQ(row().out, 1u);
  send();
  EXPECT_EQ(dropped(drop_reason::shutdown), 1u);
}

TEST_F(forwarder_test, payloads_survive_a_kill) {
  delivery_options options;
  options.lane.max_in_flight = 2;
  make({test::make_endpoint("http://a")}, options);
  standard_ = std::nullopt;
  for (int i = 0; i < 5; ++i)
    send("payload " + std::to_string(i));
  EXPECT_EQ(row().resting[static_cast<size_t>(rest::inflight)], 2);
  kill(forwarder_);
  row();
  standard_ = answer(202);
  start();
  EXPECT_EQ(row().out, 5u);
  EXPECT_EQ(row().dropped_total(), 0u);
  EXPECT_EQ(network_.clients, 2u);
  auto status = work_->status({}).at(0);
  EXPECT_EQ(status.in_doubt, 2u);
  EXPECT_EQ(status.delivered, 5u);
}

TEST_F(forwarder_test, a_fault_in_a_handler_loses_no_payload_either) {
  make({test::make_endpoint("http://a")});
  standard_ = std::nullopt;
  send();
  caf::anon_send(caf::actor_cast<caf::actor>(forwarder_),
                 fault_command{fault_kind::throw_exception, 0});
  run();
  standard_ = answer(202);
  start();
  EXPECT_EQ(row().out, 1u);
}

TEST_F(forwarder_test, a_barrier_takes_the_row_with_it) {
  make({test::make_endpoint("http://a")});
  send();
  barrier_report report;
  auto token =
      make_ref<const barrier>([&](barrier_report x) { report = std::move(x); });
  caf::anon_send(forwarder_, barrier_ptr{token});
  token.reset();
  run();
  EXPECT_EQ(report.passed, std::vector<std::string>{"forwarder"});
  EXPECT_EQ(report.stages.at("payloads").out, 1u);
}

TEST_F(forwarder_test, a_full_mailbox_refuses_payloads_and_no_control) {
  make({test::make_endpoint("http://a")});
  for (int i = 0; i < 6; ++i)
    caf::anon_send(forwarder_, payload_ptr{make_payload()});
  caf::anon_send(forwarder_, flush_end{1, token()});
  run();
  EXPECT_EQ(stats_->refused, 2u);
  EXPECT_EQ(row().out, 4u);
  EXPECT_EQ(dropped(drop_reason::queue_full), 2u);
  EXPECT_EQ(done_, 1);
}

TEST_F(forwarder_test, payloads_that_die_with_the_mailbox_are_counted) {
  make({test::make_endpoint("http://a")});
  caf::anon_send(forwarder_, payload_ptr{make_payload()});
  caf::anon_send(forwarder_, payload_ptr{make_payload()});
  caf::anon_send<caf::message_priority::high>(
      caf::actor_cast<caf::actor>(forwarder_),
      caf::exit_msg{forwarder_.address(), caf::exit_reason::kill});
  run();
  EXPECT_EQ(row().in, 2u);
  EXPECT_EQ(dropped(drop_reason::abandoned), 2u);
  caf::anon_send(forwarder_, payload_ptr{make_payload()});
  run();
  EXPECT_EQ(dropped(drop_reason::actor_down), 1u);
}

TEST_F(forwarder_test, with_nothing_in_flight_nothing_is_polled) {
  make({test::make_endpoint("http://a")});
  send();
  auto polls = network_.polls;
  EXPECT_GT(polls, 0u);
  seconds(100);
  EXPECT_EQ(network_.polls, polls);
}

TEST_F(forwarder_test, connections_are_counted) {
  make({test::make_endpoint("http://a")});
  send();
  EXPECT_EQ(test::value_of(registry_, "transactions__connection_events",
                           {{"connection_event_type", "connection_success"}}),
            1);
}

} // namespace
} // namespace troupe
