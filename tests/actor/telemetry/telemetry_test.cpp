#include "actors/telemetry/telemetry.hpp"

#include <mutex>

#include <gtest/gtest.h>

#include "tests/support/deterministic.hpp"
#include "tests/unit/runtime/io/http_server/test_client.hpp"

namespace troupe {

namespace {

using namespace std::chrono_literals;

std::string get(const std::string& path,
                const std::string& host = "127.0.0.1") {
  return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
}

/// A port that nobody has; the kernel hands out others meanwhile.
uint16_t free_port() {
  auto x = http_server::start({}, [](http_request_ptr) {});
  return (*x)->port();
}

class telemetry_test : public deterministic {
public:
  telemetry_test() {
    options.config.expvar_port = free_port();
    options.stuck = [this] {
      std::lock_guard guard{mutex};
      return stuck;
    };
  }

  void start() {
    actor = spawn<telemetry>(context("telemetry"), options, numbers, rows, tree,
                             health);
    run();
  }

  void pulse() {
    caf::anon_send(actor,
                   tick{++generation, time().wall_ns(), time().steady_ns()});
    run();
  }

  health_entry state() {
    for (auto& x : health.entries())
      if (x.part == "telemetry")
        return x;
    return {};
  }

  http_answer ask(const std::string& path) {
    auto request = make_ref<http_request>();
    request->method = "GET";
    request->path = path;
    http_answer result;
    result.status = 0;
    request->respond = [&](http_answer x) { result = std::move(x); };
    caf::anon_send(actor, http_request_ptr{request});
    request.reset();
    run();
    return result;
  }

  std::string probe(uint16_t port, const std::string& request) {
    return test_client{port}.ask(request);
  }

  metrics numbers;
  ledger rows;
  supervision_tree tree;
  health_registry health;
  telemetry_options options;
  telemetry_actor actor;
  /// Read on the server's thread.
  std::mutex mutex;
  std::vector<std::string> stuck;
  uint64_t generation = 0;
};

TEST_F(telemetry_test, scrapes_are_answered_by_the_actor) {
  start();
  EXPECT_EQ(state().state, health_state::ok);
  EXPECT_EQ(ask("/telemetry").status, 200u);
  EXPECT_EQ(ask("/debug/vars").status, 200u);
  EXPECT_EQ(ask("/nothing").status, 404u);
  EXPECT_EQ(numbers.counter("troupe_telemetry_requests_total", "").Value(), 3);
}

// shows: expvar_port
TEST_F(telemetry_test, probes_are_answered_without_the_actor) {
  start();
  // No message is handled here: only the server's thread runs.
  auto port = options.config.expvar_port;
  EXPECT_TRUE(probe(port, get("/live")).starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(probe(port, get("/ready")).starts_with("HTTP/1.1 200 "));
  {
    std::lock_guard guard{mutex};
    stuck = {"aggregator"};
  }
  auto x = probe(port, get("/live"));
  EXPECT_TRUE(x.starts_with("HTTP/1.1 503 "));
  EXPECT_NE(x.find("aggregator"), x.npos);
  EXPECT_FALSE(step());
}

TEST_F(telemetry_test, port_zero_switches_the_server_off) {
  options.config.expvar_port = 0;
  start();
  EXPECT_EQ(state().state, health_state::ok);
  EXPECT_EQ(ask("/telemetry").status, 200u);
}

// shows: health_port
TEST_F(telemetry_test, the_health_port_serves_probes_only_and_to_every_host) {
  options.config.health_port = free_port();
  start();
  auto port = options.config.health_port;
  EXPECT_TRUE(
      probe(port, get("/ready", "10.1.2.3")).starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(probe(port, get("/telemetry")).starts_with("HTTP/1.1 404 "));
  EXPECT_TRUE(probe(options.config.expvar_port, get("/ready", "10.1.2.3"))
                  .starts_with("HTTP/1.1 403 "));
}

// shows: troupe.telemetry.health_bind_host
TEST_F(telemetry_test, the_health_port_has_an_address_of_its_own) {
  options.config.health_port = free_port();
  options.config.health_bind_host = "127.0.0.2";
  start();
  EXPECT_EQ(state().state, health_state::ok) << state().reason;
  EXPECT_EQ(probe(options.config.health_port, get("/ready")), "");
}

TEST_F(telemetry_test, a_taken_port_is_named_and_tried_again) {
  http_server_options taken;
  taken.port = options.config.expvar_port;
  auto holder = http_server::start(taken, [](http_request_ptr) {});
  ASSERT_TRUE(holder) << holder.err().text;
  start();
  EXPECT_EQ(state().state, health_state::failed);
  EXPECT_NE(state().reason.find(std::to_string(taken.port)), std::string::npos);
  EXPECT_NE(state().reason.find("expvar_port"), std::string::npos);
  (*holder)->stop();
  advance(1s);
  pulse();
  EXPECT_EQ(state().state, health_state::ok) << state().reason;
}

TEST_F(telemetry_test, a_restart_takes_the_port_again) {
  start();
  kill(actor);
  start();
  EXPECT_EQ(state().state, health_state::ok) << state().reason;
  EXPECT_TRUE(probe(options.config.expvar_port, get("/live"))
                  .starts_with("HTTP/1.1 200 "));
}

TEST_F(telemetry_test, a_scrape_of_a_dead_actor_is_answered_503) {
  start();
  kill(actor);
  EXPECT_EQ(ask("/telemetry").status, 503u);
}

} // namespace

} // namespace troupe
