// What each key of the forwarder's section does, seen from outside: over real
// HTTP on loopback where it concerns the client, else on the delivery.

#include "actors/forwarder/from_config.hpp"

#include "tests/support/forwarding.hpp"
#include "tests/support/scripted_intake.hpp"

#include <algorithm>
#include <chrono>

#include <gtest/gtest.h>

namespace troupe {
namespace {

using namespace std::chrono_literals;
using test::answer;
using test::make_payload;
using test::scripted_intake;
using test::second_ns;

// -- delivery -----------------------------------------------------------------

/// A delivery to one endpoint, as the section says.
class rig {
public:
  explicit rig(const forwarder_config& config)
      : work_(delivery_from(config, "7.50.1", 1),
              {test::make_endpoint("http://a")}, stage_, registry_, health_,
              {[this](const std::string&) { ++lines_; }, [](auto&) {}}) {
    sender_ = work_.attach(now_);
  }

  void submit(size_t n, size_t bytes = 10) {
    for (size_t i = 0; i < n; ++i)
      work_.submit(make_payload(std::string(bytes, 'x')), now_);
  }

  std::vector<attempt> start() {
    std::vector<attempt> result;
    while (auto x = work_.next(sender_, now_))
      result.push_back(std::move(*x));
    return result;
  }

  void end(const std::vector<attempt>& all, int status) {
    for (const auto& x : all)
      work_.ended(x.token, answer(status), now_);
  }

  /// Fails `n` times in a row; returns the last wait in milliseconds.
  int64_t wait_after(int n) {
    submit(1);
    for (int i = 0; i < n; ++i) {
      now_.steady_ns +=
          work_.status(now_).at(0).blocked_ms * 1'000'000 + 1'000'000;
      end(start(), 500);
    }
    return work_.status(now_).at(0).blocked_ms;
  }

  void succeed() {
    now_.steady_ns += 1000 * second_ns;
    end(start(), 202);
  }

  stage stage_{"payloads"};
  metrics registry_;
  health_registry health_;
  moment now_{1'000 * second_ns, 1'700'000'000 * second_ns};
  int lines_ = 0;
  uint64_t sender_ = 0;
  delivery work_;
};

// shows: forwarder_max_concurrent_requests
// shows: forwarder_num_workers
TEST(forwarder_config, workers_times_requests_are_in_flight) {
  forwarder_config config;
  config.forwarder_max_concurrent_requests = 3;
  config.forwarder_num_workers = 2;
  rig x{config};
  x.submit(20);
  EXPECT_EQ(x.start().size(), 6u);
  rig usual{{}};
  usual.submit(20);
  EXPECT_EQ(usual.start().size(), 10u);
}

// shows: forwarder_backoff_base
TEST(forwarder_config, the_base_scales_the_wait) {
  forwarder_config config;
  config.forwarder_backoff_base = 10;
  EXPECT_GE(rig{config}.wait_after(1), 10'000);
  EXPECT_LE(rig{{}}.wait_after(1), 4'000);
}

// shows: forwarder_backoff_max
TEST(forwarder_config, the_maximum_limits_the_wait) {
  forwarder_config config;
  config.forwarder_backoff_max = 5;
  EXPECT_EQ(rig{config}.wait_after(8), 5'000);
  EXPECT_EQ(rig{{}}.wait_after(8), 64'000);
}

// shows: forwarder_backoff_factor
TEST(forwarder_config, the_factor_says_how_far_a_wait_may_shrink) {
  forwarder_config config;
  config.forwarder_backoff_factor = 1000;
  int64_t shortest = 4'000;
  auto options = delivery_from(config, "", 1).lane.backoff;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    breaker x{options, seed};
    x.failed(x.started(0), 0);
    shortest = std::min(shortest, x.until_ns() / 1'000'000);
  }
  EXPECT_LT(shortest, 2'000);
}

// shows: forwarder_recovery_interval
TEST(forwarder_config, a_success_takes_back_the_interval) {
  forwarder_config config;
  config.forwarder_backoff_max = 1'000'000;
  config.forwarder_recovery_interval = 1;
  rig slow{config};
  slow.wait_after(5);
  slow.succeed();
  config.forwarder_recovery_interval = 4;
  rig fast{config};
  fast.wait_after(5);
  fast.succeed();
  EXPECT_GE(slow.wait_after(1), 32'000);
  EXPECT_LE(fast.wait_after(1), 8'000);
}

// shows: forwarder_recovery_reset
TEST(forwarder_config, a_success_may_take_back_everything) {
  forwarder_config config;
  config.forwarder_recovery_reset = true;
  rig x{config};
  x.wait_after(6);
  x.succeed();
  EXPECT_LE(x.wait_after(1), 4'000);
}

// shows: forwarder_retry_queue_payloads_max_size
TEST(forwarder_config, the_bytes_that_wait_are_bounded) {
  forwarder_config config;
  config.forwarder_retry_queue_payloads_max_size = 1000;
  rig x{config};
  x.submit(100, 100);
  x.end(x.start(), 500);
  x.start();
  auto status = x.work_.status(x.now_).at(0);
  EXPECT_LE(status.queued_bytes, 1000u);
  EXPECT_EQ(status.dropped, 90u);
}

// shows: logging_frequency
TEST(forwarder_config, the_first_and_every_nth_delivery_is_logged) {
  forwarder_config config;
  config.logging_frequency = 3;
  rig often{config};
  rig usual{{}};
  for (auto x : {&often, &usual})
    for (int i = 0; i < 7; ++i) {
      x->submit(1);
      x->end(x->start(), 202);
    }
  EXPECT_EQ(often.lines_, 3);
  EXPECT_EQ(usual.lines_, 1);
}

// shows: allow_arbitrary_tags
TEST(forwarder_config, arbitrary_tag_values_are_asked_for_when_allowed) {
  for (auto allowed : {false, true}) {
    forwarder_config config;
    config.allow_arbitrary_tags = allowed;
    rig x{config};
    x.submit(1);
    auto headers = x.start().at(0).call.headers;
    std::pair<std::string, std::string> wanted{"Allow-Arbitrary-Tag-Value",
                                               "true"};
    EXPECT_EQ(std::count(headers.begin(), headers.end(), wanted),
              allowed ? 1 : 0);
  }
}

// shows: forwarder_stop_timeout
TEST(forwarder_config, a_stop_waits_as_long_as_told) {
  forwarder_config config;
  config.forwarder_stop_timeout = 5s;
  rig x{config};
  x.submit(1);
  x.start();
  x.work_.drain(nullptr, x.now_);
  x.now_.steady_ns += 5 * second_ns - 1;
  EXPECT_FALSE(x.work_.settle_drain(x.now_));
  x.now_.steady_ns += 1;
  EXPECT_TRUE(x.work_.settle_drain(x.now_));
}

// shows: forwarder_apikey_validation_interval
TEST(forwarder_config, keys_are_checked_each_interval) {
  forwarder_config config;
  config.forwarder_apikey_validation_interval = 5min;
  key_checks x{{[] {
                 auto where = test::make_endpoint("http://a");
                 where.validate_url = "http://a";
                 return where;
               }()},
               delivery_from(config, "", 1).validation_interval_ns};
  EXPECT_TRUE(x.next(second_ns).has_value());
  EXPECT_FALSE(x.next(300 * second_ns).has_value());
  EXPECT_TRUE(x.next(301 * second_ns).has_value());
}

// -- client -------------------------------------------------------------------

http_reply ask(http_client& client, const std::string& url) {
  http_reply result;
  auto ended = false;
  http_call call;
  call.url = url;
  client.submit(std::move(call), [&](const http_reply& x) {
    result = x;
    ended = true;
  });
  for (int i = 0; i < 300 && !ended; ++i)
    client.poll(100ms);
  EXPECT_TRUE(ended);
  return result;
}

http_reply ask(const forwarder_config& config, const std::string& url) {
  return ask(*make_http_client(client_from(config)), url);
}

// shows: forwarder_timeout
TEST(forwarder_config, a_request_takes_no_longer_than_the_timeout) {
  test::intake_step silent;
  silent.manner = test::intake_manner::hang;
  scripted_intake server{silent};
  forwarder_config config;
  config.forwarder_timeout = 1s;
  auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(ask(config, server.url()).error, http_error::timeout);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
}

// shows: proxy.http
TEST(forwarder_config, http_goes_through_its_proxy) {
  scripted_intake proxy;
  forwarder_config config;
  config.proxy_http = secret{proxy.url()};
  EXPECT_EQ(ask(config, "http://intake.test/x").status, 202);
  EXPECT_EQ(proxy.requests().at(0).target, "http://intake.test/x");
}

// shows: proxy.https
TEST(forwarder_config, https_goes_through_its_proxy) {
  test::intake_step no;
  no.status = 407;
  scripted_intake proxy{no};
  forwarder_config config;
  config.proxy_https = secret{proxy.url()};
  EXPECT_EQ(ask(config, "https://intake.test/x").error, http_error::connect);
  EXPECT_EQ(proxy.requests().at(0).method, "CONNECT");
}

// shows: proxy.no_proxy
TEST(forwarder_config, listed_hosts_are_reached_directly) {
  scripted_intake proxy;
  forwarder_config config;
  config.proxy_http = secret{proxy.url()};
  config.proxy_no_proxy = {"direct.invalid"};
  EXPECT_EQ(ask(config, "http://direct.invalid/x").error, http_error::dns);
  EXPECT_EQ(ask(config, "http://other.invalid/x").status, 202);
}

// shows: no_proxy_nonexact_match
TEST(forwarder_config, a_listed_host_may_cover_its_subdomains) {
  scripted_intake proxy;
  forwarder_config config;
  config.proxy_http = secret{proxy.url()};
  config.proxy_no_proxy = {"direct.invalid"};
  EXPECT_EQ(ask(config, "http://sub.direct.invalid/x").status, 202);
  config.no_proxy_nonexact_match = true;
  EXPECT_EQ(ask(config, "http://sub.direct.invalid/x").error, http_error::dns);
}

// shows: skip_ssl_validation
TEST(forwarder_config, any_certificate_is_taken_when_told_so) {
  scripted_intake server{test::tls_identity{}};
  forwarder_config config;
  EXPECT_EQ(ask(config, server.url()).error, http_error::tls);
  config.skip_ssl_validation = true;
  EXPECT_EQ(ask(config, server.url()).status, 202);
}

// shows: min_tls_version
TEST(forwarder_config, an_older_protocol_than_the_lowest_is_refused) {
  scripted_intake server{test::tls_identity{"127.0.0.1", 3600, "tlsv1.2"}};
  forwarder_config config;
  config.skip_ssl_validation = true;
  EXPECT_EQ(ask(config, server.url()).status, 202);
  config.min_tls_version = tls_version::tls1_3;
  EXPECT_EQ(ask(config, server.url()).error, http_error::tls);
}

// shows: forwarder_http_protocol
TEST(forwarder_config, http2_is_offered_only_when_automatic) {
  scripted_intake server{test::tls_identity{}};
  forwarder_config config;
  config.skip_ssl_validation = true;
  EXPECT_EQ(ask(config, server.url()).status, 202);
  EXPECT_FALSE(server.was_offered_http2());
  config.forwarder_http_protocol = http_protocol::automatic;
  EXPECT_EQ(ask(config, server.url()).status, 202);
  EXPECT_TRUE(server.was_offered_http2());
}

// shows: forwarder_connection_reset_interval
TEST(forwarder_config, a_connection_may_have_an_age_limit) {
  forwarder_config config;
  config.forwarder_connection_reset_interval = 1s;
  for (const auto& [x, connections] :
       {std::pair{forwarder_config{}, 1u}, std::pair{config, 2u}}) {
    scripted_intake server;
    auto client = make_http_client(client_from(x));
    ask(*client, server.url());
    client->poll(2100ms);
    ask(*client, server.url());
    EXPECT_EQ(server.connections(), connections);
  }
}

} // namespace
} // namespace troupe
