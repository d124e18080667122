#include "actors/intake/intake.hpp"

#include <gtest/gtest.h>

#include "tests/support/deterministic.hpp"
#include "tests/unit/actors/intake/support.hpp"

namespace troupe {

namespace {

using namespace std::chrono_literals;

class intake_test : public deterministic {
public:
  intake_test() {
    options.path = folder.file();
    options.config.port = 0;
  }

  void start() {
    actor = spawn<intake>(context("intake"), options, numbers, health);
    run();
  }

  void pulse() {
    caf::anon_send(actor,
                   tick{++generation, time().wall_ns(), time().steady_ns()});
    run();
  }

  std::pair<health_state, std::string> state() {
    for (auto& x : health.entries())
      if (x.part == "intake")
        return {x.state, x.reason};
    return {health_state::starting, "not registered"};
  }

  /// The answer's status; 0 when there was none.
  unsigned ask(http_request x) {
    auto request = make_ref<http_request>(std::move(x));
    unsigned status = 0;
    request->respond = [&](http_answer answer) { status = answer.status; };
    caf::anon_send(actor, http_request_ptr{request});
    request.reset();
    run();
    return status;
  }

  local::temp_folder folder;
  metrics numbers;
  health_registry health;
  intake_options options;
  intake_actor actor;
  uint64_t generation = 0;
};

TEST_F(intake_test, a_started_intake_is_ready_and_says_where_it_is) {
  start();
  EXPECT_EQ(state().first, health_state::ok);
  EXPECT_NE(options.port->load(), 0);
  EXPECT_EQ(ask(local::get("/api/v1/validate")), 200u);
  EXPECT_EQ(ask(local::post("/api/v2/series", local::golden_series())), 400u);
  EXPECT_EQ(ask(local::post("/api/v2/series", local::golden_series(), "",
                            "application/x-protobuf")),
            202u);
}

// shows: troupe.local_intake.port
TEST_F(intake_test, a_taken_port_is_named_and_tried_again) {
  auto holder = http_server::start({}, [](http_request_ptr) {});
  ASSERT_TRUE(holder);
  options.config.port = (*holder)->port();
  start();
  EXPECT_EQ(state().first, health_state::failed);
  EXPECT_NE(state().second.find(std::to_string(options.config.port)),
            std::string::npos);
  EXPECT_NE(state().second.find("troupe.local_intake.port"), std::string::npos);
  // Queries by message are served meanwhile.
  EXPECT_EQ(ask(local::get("/")), 200u);
  pulse();
  EXPECT_EQ(state().first, health_state::failed);
  (*holder)->stop();
  // Before the backoff is over nothing is tried.
  pulse();
  EXPECT_EQ(state().first, health_state::failed);
  advance(1s);
  pulse();
  EXPECT_EQ(state().first, health_state::ok) << state().second;
  EXPECT_EQ(options.port->load(), options.config.port);
}

TEST_F(intake_test, the_backoff_grows_to_eight_seconds) {
  auto holder = http_server::start({}, [](http_request_ptr) {});
  ASSERT_TRUE(holder);
  options.config.port = (*holder)->port();
  start();
  for (int i = 0; i < 30; ++i) {
    advance(1s);
    pulse();
  }
  (*holder)->stop();
  auto waited = 0;
  for (; waited < 20 && state().first == health_state::failed; ++waited) {
    advance(1s);
    pulse();
  }
  EXPECT_GT(waited, 0);
  EXPECT_LE(waited, 8);
}

TEST_F(intake_test, a_restart_takes_its_free_port_again) {
  start();
  auto port = options.port->load();
  kill(actor);
  start();
  EXPECT_EQ(state().first, health_state::ok) << state().second;
  EXPECT_EQ(options.port->load(), port);
}

TEST_F(intake_test, a_restart_keeps_what_was_stored) {
  start();
  ASSERT_EQ(ask(local::post("/api/v2/series", local::golden_series(), "",
                            "application/x-protobuf")),
            202u);
  kill(actor);
  start();
  pulse();
  EXPECT_EQ(
      numbers.gauge("troupe_intake_rows", "", {{"table", "points"}}).Value(),
      1);
}

TEST_F(intake_test, a_request_to_a_dead_intake_is_answered_503) {
  start();
  kill(actor);
  EXPECT_EQ(ask(local::get("/")), 503u);
}

TEST_F(intake_test, an_unusable_store_is_named) {
  options.path = folder.file("nowhere/intake.db");
  start();
  EXPECT_EQ(state().first, health_state::failed);
  EXPECT_NE(state().second.find("nowhere"), std::string::npos);
  std::filesystem::create_directory(folder.file("nowhere"));
  pulse();
  EXPECT_EQ(state().first, health_state::ok) << state().second;
}

TEST_F(intake_test, an_old_tick_is_ignored) {
  start();
  pulse();
  auto old = tick{0, time().wall_ns(), time().steady_ns()};
  numbers.gauge("troupe_intake_db_bytes", "").Set(-1);
  advance(100s);
  caf::anon_send(actor, old);
  run();
  EXPECT_EQ(numbers.gauge("troupe_intake_db_bytes", "").Value(), -1);
  pulse();
  EXPECT_GT(numbers.gauge("troupe_intake_db_bytes", "").Value(), 0);
}

} // namespace

} // namespace troupe
