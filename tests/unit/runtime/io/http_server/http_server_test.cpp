#include "runtime/io/http_server/http_server.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

#include <gtest/gtest.h>

#include "tests/unit/runtime/io/http_server/test_client.hpp"

namespace troupe {

namespace {

using namespace std::chrono_literals;

/// Keeps requests until the test answers them, or answers at once.
class http_server_test : public ::testing::Test {
public:
  std::unique_ptr<http_server> start() {
    auto result = http_server::start(
        options,
        [this](http_request_ptr x) {
          if (immediate)
            return x->answer({200, "text/plain", x->method + x->body, {}});
          std::lock_guard guard{mutex};
          held.push_back(std::move(x));
          changed.notify_all();
        },
        [this](http_refusal x) {
          std::lock_guard guard{mutex};
          ++refused[static_cast<size_t>(x)];
          changed.notify_all();
        });
    EXPECT_TRUE(result);
    return *std::move(result);
  }

  http_request_ptr take() {
    std::unique_lock guard{mutex};
    if (!changed.wait_for(guard, 10s, [this] { return !held.empty(); }))
      return nullptr;
    auto result = held.front();
    held.erase(held.begin());
    return result;
  }

  uint64_t count(http_refusal x) {
    std::lock_guard guard{mutex};
    return refused[static_cast<size_t>(x)];
  }

  bool saw(http_refusal x) {
    std::unique_lock guard{mutex};
    return changed.wait_for(
        guard, 10s, [&] { return refused[static_cast<size_t>(x)] > 0; });
  }

  http_server_options options;
  std::atomic<bool> immediate{true};
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<http_request_ptr> held;
  uint64_t refused[http_refusal_count] = {};
};

constexpr auto get = "GET /x?a=b HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string post(std::string_view body) {
  return "POST /x HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Length: "
         + std::to_string(body.size()) + "\r\n\r\n" + std::string{body};
}

TEST_F(http_server_test, a_connection_serves_many_requests) {
  auto server = start();
  test_client c{server->port()};
  for (int i = 0; i < 3; ++i) {
    auto answer = c.ask(post("hello"));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\nPOSThello")) << answer;
  }
}

TEST_F(http_server_test, pipelined_requests_are_answered_in_order) {
  auto server = start();
  test_client c{server->port()};
  c.send(post("one") + post("two"));
  EXPECT_TRUE(c.receive().ends_with("POSTone"));
  EXPECT_TRUE(c.receive().ends_with("POSTtwo"));
}

TEST_F(http_server_test, the_handler_sees_the_whole_request) {
  immediate = false;
  auto server = start();
  test_client c{server->port()};
  c.send("POST /p%20q?a=b HTTP/1.1\r\nHost: localhost\r\nX-Thing: V\r\n"
         "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  auto x = take();
  ASSERT_NE(x, nullptr);
  EXPECT_EQ(x->method, "POST");
  EXPECT_EQ(x->path, "/p q");
  EXPECT_EQ(x->query.at(0).second, "b");
  EXPECT_EQ(x->body, "abcde");
  auto found = false;
  for (auto& [name, value] : x->headers)
    found |= name == "x-thing" && value == "V";
  EXPECT_TRUE(found);
  x->answer({202, "application/json", "{}", {{"X-More", "1"}}});
  auto answer = c.receive();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 202 Accepted\r\n"));
  EXPECT_NE(answer.find("X-More: 1\r\n"), std::string::npos);
}

TEST_F(http_server_test, an_abandoned_request_is_answered_503) {
  immediate = false;
  auto server = start();
  test_client c{server->port()};
  c.send(get);
  ASSERT_NE(take(), nullptr);
  EXPECT_TRUE(c.receive().starts_with("HTTP/1.1 503 "));
  // The connection lives on.
  immediate = true;
  EXPECT_TRUE(c.ask(get).starts_with("HTTP/1.1 200 "));
}

TEST_F(http_server_test, a_silent_actor_costs_503_and_its_late_answer_nothing) {
  immediate = false;
  options.answer_timeout = 20ms;
  auto server = start();
  test_client c{server->port()};
  c.send(get);
  auto late = take();
  EXPECT_TRUE(c.receive().starts_with("HTTP/1.1 503 "));
  EXPECT_TRUE(saw(http_refusal::no_answer));
  late->answer({200, "text/plain", "late", {}});
  EXPECT_TRUE(c.sees_end());
}

TEST_F(http_server_test, a_head_request_gets_no_body) {
  auto server = start();
  test_client c{server->port()};
  c.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  auto answer = c.receive(false);
  EXPECT_NE(answer.find("Content-Length: 4\r\n"), std::string::npos);
  EXPECT_TRUE(c.ask(get).ends_with("GET"));
}

TEST_F(http_server_test, an_expecting_client_is_told_to_continue) {
  auto server = start();
  test_client c{server->port()};
  c.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
         "Content-Length: 2\r\n\r\n");
  EXPECT_EQ(c.receive(false), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(c.ask("ab").ends_with("POSTab"));
}

TEST_F(http_server_test, a_body_over_the_limit_is_answered_413) {
  options.max_body = 1000;
  auto server = start();
  EXPECT_TRUE(test_client{server->port()}
                  .ask(post(std::string(1000, 'x')))
                  .starts_with("HTTP/1.1 200 "));
  test_client told{server->port()};
  EXPECT_TRUE(
      told.ask(post(std::string(100'000, 'x'))).starts_with("HTTP/1.1 413 "));
  EXPECT_TRUE(told.sees_end());
  test_client chunked{server->port()};
  chunked.send("POST / HTTP/1.1\r\nHost: localhost\r\n"
               "Transfer-Encoding: chunked\r\n\r\nfff\r\n"
               + std::string(4095, 'x') + "\r\n0\r\n\r\n");
  EXPECT_TRUE(chunked.receive().starts_with("HTTP/1.1 413 "));
  EXPECT_EQ(count(http_refusal::body_limit), 2u);
}

TEST_F(http_server_test, all_bodies_together_are_bounded) {
  options.max_body = 1000;
  options.max_body_total = 1500;
  immediate = false;
  auto server = start();
  test_client first{server->port()};
  first.send(post(std::string(1000, 'x')));
  auto held_back = take();
  ASSERT_NE(held_back, nullptr);
  test_client second{server->port()};
  EXPECT_TRUE(
      second.ask(post(std::string(501, 'x'))).starts_with("HTTP/1.1 503 "));
  EXPECT_TRUE(saw(http_refusal::busy));
  held_back->answer({});
  first.receive();
  immediate = true;
  test_client third{server->port()};
  EXPECT_TRUE(
      third.ask(post(std::string(1000, 'x'))).starts_with("HTTP/1.1 200 "));
}

TEST_F(http_server_test, a_body_counts_as_long_as_its_request_lives) {
  options.max_body = 1000;
  options.max_body_total = 1500;
  options.answer_timeout = 20ms;
  immediate = false;
  auto server = start();
  test_client first{server->port()};
  first.send(post(std::string(1000, 'x')));
  auto stalled = take();
  ASSERT_NE(stalled, nullptr);
  EXPECT_TRUE(first.receive().starts_with("HTTP/1.1 503 "));
  EXPECT_TRUE(saw(http_refusal::no_answer));
  auto second = [&] {
    return test_client{server->port()}.ask(post(std::string(501, 'x')));
  };
  EXPECT_TRUE(second().starts_with("HTTP/1.1 503 "));
  EXPECT_TRUE(saw(http_refusal::busy));
  immediate = true;
  stalled.reset();
  EXPECT_TRUE(second().starts_with("HTTP/1.1 200 "));
}

TEST_F(http_server_test, a_header_over_the_limit_is_answered_431) {
  options.max_header = 1024;
  auto server = start();
  test_client c{server->port()};
  c.send("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + std::string(4096, 'x')
         + "\r\n\r\n");
  EXPECT_TRUE(c.receive().starts_with("HTTP/1.1 431 "));
  EXPECT_TRUE(saw(http_refusal::header_limit));
}

TEST_F(http_server_test, what_is_no_http_is_answered_400) {
  auto server = start();
  for (auto x : {"hello\r\n\r\n", "GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n",
                 "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"})
    EXPECT_TRUE(test_client{server->port()}.ask(x).starts_with("HTTP/1.1 400 "))
        << x;
}

TEST_F(http_server_test, a_foreign_host_is_refused) {
  auto server = start();
  test_client c{server->port()};
  EXPECT_TRUE(c.ask("GET / HTTP/1.1\r\nHost: evil.example:8228\r\n\r\n")
                  .starts_with("HTTP/1.1 403 "));
  EXPECT_TRUE(saw(http_refusal::foreign_host));
  EXPECT_TRUE(test_client{server->port()}
                  .ask("GET / HTTP/1.1\r\n\r\n")
                  .starts_with("HTTP/1.1 403 "));
}

TEST_F(http_server_test, a_foreign_page_is_refused) {
  auto server = start();
  test_client c{server->port()};
  EXPECT_TRUE(c.ask("POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: "
                    "http://evil.example\r\nContent-Length: 0\r\n\r\n")
                  .starts_with("HTTP/1.1 403 "));
  EXPECT_TRUE(saw(http_refusal::foreign_origin));
}

TEST_F(http_server_test, an_open_server_takes_every_host) {
  options.check_host = false;
  auto server = start();
  test_client c{server->port()};
  EXPECT_TRUE(c.ask("GET / HTTP/1.1\r\nHost: 10.0.0.7\r\n\r\n")
                  .starts_with("HTTP/1.1 200 "));
}

TEST_F(http_server_test, slow_clients_are_cut_off) {
  options.idle_timeout = 20ms;
  options.transfer_timeout = 20ms;
  auto server = start();
  test_client half_header{server->port()};
  half_header.send("GET / HT");
  EXPECT_TRUE(half_header.sees_end());
  test_client half_body{server->port()};
  half_body.send("POST / HTTP/1.1\r\nHost: localhost\r\n"
                 "Content-Length: 9\r\n\r\nabc");
  EXPECT_TRUE(half_body.sees_end());
  EXPECT_TRUE(saw(http_refusal::timeout));
}

TEST_F(http_server_test, at_the_cap_an_idle_connection_makes_room) {
  options.max_connections = 1;
  auto server = start();
  test_client first{server->port()};
  EXPECT_FALSE(first.ask(get).empty());
  test_client second{server->port()};
  EXPECT_TRUE(second.ask(get).starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(first.sees_end());
}

TEST_F(http_server_test, at_the_cap_a_busy_connection_is_kept) {
  options.max_connections = 1;
  immediate = false;
  auto server = start();
  test_client first{server->port()};
  first.send(get);
  auto x = take();
  ASSERT_NE(x, nullptr);
  test_client second{server->port()};
  EXPECT_TRUE(second.sees_end());
  EXPECT_TRUE(saw(http_refusal::connection_limit));
  x->answer({});
  EXPECT_TRUE(first.receive().starts_with("HTTP/1.1 200 "));
}

TEST_F(http_server_test, a_taken_port_is_named) {
  auto server = start();
  options.port = server->port();
  auto second = http_server::start(options, [](http_request_ptr) {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.err().code, errc::in_use);
  EXPECT_NE(second.err().text.find(std::to_string(options.port)),
            std::string::npos);
}

TEST_F(http_server_test, a_host_that_is_no_address_is_named) {
  options.host = "nowhere at all";
  auto server = http_server::start(options, [](http_request_ptr) {});
  ASSERT_FALSE(server);
  EXPECT_EQ(server.err().code, errc::bad_config);
}

TEST_F(http_server_test, a_stopped_server_frees_its_port_and_its_clients) {
  immediate = false;
  auto server = start();
  test_client waiting{server->port()};
  waiting.send(get);
  auto x = take();
  ASSERT_NE(x, nullptr);
  options.port = server->port();
  server->stop();
  EXPECT_TRUE(waiting.sees_end());
  x->answer({}); // finds nobody
  immediate = true;
  auto again = start();
  EXPECT_FALSE(test_client{again->port()}.ask(get).empty());
}

} // namespace

} // namespace troupe
