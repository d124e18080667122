#include "runtime/io/http_client.hpp"

#include "tests/support/scripted_intake.hpp"

#include <fstream>
#include <optional>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

namespace troupe {
namespace {

using namespace std::chrono_literals;
using test::intake_manner;
using test::intake_step;
using test::scripted_intake;
using clock = std::chrono::steady_clock;

intake_step acting(intake_manner manner, int status = 202) {
  intake_step step;
  step.manner = manner;
  step.status = status;
  return step;
}

intake_step status(int code) {
  return acting(intake_manner::answer, code);
}

http_client_options quick() {
  http_client_options options;
  options.timeout_ms = 5'000;
  options.low_speed_ms = 1'000;
  return options;
}

http_call post(const std::string& url, std::string_view body = "payload") {
  http_call call;
  call.url = url + "/api/v2/series";
  call.headers = {{"DD-Api-Key", "0123"}, {"Content-Type", "application/json"}};
  call.body = body;
  return call;
}

/// Turns the client until `n` calls ended; a test's own limit ends it.
void run(http_client& client, size_t n) {
  auto give_up = clock::now() + 20s;
  for (size_t ended = 0; ended < n && clock::now() < give_up;)
    ended += client.poll(100ms);
}

http_reply ask(http_client& client, http_call call) {
  std::optional<http_reply> result;
  client.submit(std::move(call), [&](const http_reply& x) { result = x; });
  run(client, 1);
  EXPECT_TRUE(result.has_value());
  return result.value_or(http_reply{});
}

http_reply ask_once(const intake_step& step,
                    http_client_options options = quick()) {
  scripted_intake server{step};
  auto client = make_http_client(std::move(options));
  return ask(*client, post(server.url()));
}

TEST(http_client, sends_method_path_headers_and_body_as_given) {
  scripted_intake server;
  auto client = make_http_client(quick());
  auto reply = ask(*client, post(server.url(), "abc"));
  EXPECT_EQ(reply.status, 202);
  EXPECT_EQ(reply.error, http_error::none);
  EXPECT_TRUE(reply.sent);
  auto seen = server.requests().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/api/v2/series");
  EXPECT_EQ(seen.body, "abc");
  EXPECT_EQ(seen.headers["dd-api-key"], "0123");
  EXPECT_EQ(seen.headers["content-type"], "application/json");
  EXPECT_EQ(seen.headers.count("expect"), 0u);
}

TEST(http_client, a_large_body_goes_out_without_asking_first) {
  scripted_intake server;
  auto client = make_http_client(quick());
  std::string body(2'000'000, 'b');
  EXPECT_EQ(ask(*client, post(server.url(), body)).status, 202);
  EXPECT_EQ(server.requests().at(0).body.size(), body.size());
  EXPECT_EQ(server.requests().at(0).headers.count("expect"), 0u);
}

TEST(http_client, a_get_has_no_body_and_no_type) {
  scripted_intake server;
  auto client = make_http_client(quick());
  http_call call;
  call.method = "GET";
  call.url = server.url() + "/api/v1/validate?api_key=x";
  EXPECT_EQ(ask(*client, call).status, 202);
  auto seen = server.requests().at(0);
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.target, "/api/v1/validate?api_key=x");
  EXPECT_EQ(seen.headers.count("content-type"), 0u);
}

TEST(http_client, keeps_the_connection_for_the_next_call) {
  scripted_intake server;
  auto client = make_http_client(quick());
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(ask(*client, post(server.url())).status, 202);
  EXPECT_EQ(server.connections(), 1u);
  EXPECT_EQ(client->connections().opened, 1u);
  EXPECT_EQ(client->connections().reused, 4u);
}

TEST(http_client, a_kept_connection_that_ends_under_a_request_is_told) {
  scripted_intake server{{status(202), acting(intake_manner::empty)}};
  auto client = make_http_client(quick());
  EXPECT_FALSE(ask(*client, post(server.url())).resent);
  auto reply = ask(*client, post(server.url()));
  EXPECT_EQ(reply.status, 202);
  EXPECT_TRUE(reply.resent);
  EXPECT_EQ(server.requests().size(), 3u);
  EXPECT_FALSE(ask(*client, post(server.url())).resent);
}

TEST(http_client, every_status_comes_back_as_it_is) {
  for (auto code : {200, 202, 204, 400, 401, 403, 404, 408, 413, 429, 500, 503})
    EXPECT_EQ(ask_once(status(code)).status, code);
}

TEST(http_client, a_redirect_is_not_followed) {
  scripted_intake elsewhere;
  intake_step moved = status(307);
  moved.headers = {"Location: " + elsewhere.url() + "/stolen"};
  auto reply = ask_once(moved);
  EXPECT_EQ(reply.status, 307);
  EXPECT_EQ(elsewhere.connections(), 0u);
}

TEST(http_client, retry_after_is_handed_on) {
  intake_step busy = status(429);
  busy.headers = {"Retry-After:  17 "};
  EXPECT_EQ(ask_once(busy).retry_after, "17");
}

TEST(http_client, a_peer_that_never_answers_times_out_as_sent) {
  auto options = quick();
  options.timeout_ms = 200;
  auto reply = ask_once(acting(intake_manner::hang), options);
  EXPECT_EQ(reply.status, 0);
  EXPECT_EQ(reply.error, http_error::timeout);
  EXPECT_TRUE(reply.sent);
}

TEST(http_client, a_call_may_have_its_own_timeout) {
  scripted_intake server{acting(intake_manner::hang)};
  auto client = make_http_client(quick());
  auto call = post(server.url());
  call.timeout_ms = 150;
  auto start = clock::now();
  EXPECT_EQ(ask(*client, call).error, http_error::timeout);
  EXPECT_LT(clock::now() - start, 3s);
}

TEST(http_client, a_hanging_call_does_not_hold_up_another) {
  scripted_intake stuck{acting(intake_manner::hang)};
  scripted_intake fine;
  auto client = make_http_client(quick());
  client->submit(post(stuck.url()), [](const http_reply&) {});
  auto start = clock::now();
  EXPECT_EQ(ask(*client, post(fine.url())).status, 202);
  EXPECT_LT(clock::now() - start, 2s);
  EXPECT_EQ(client->active(), 1u);
}

TEST(http_client, connections_that_break_before_a_status_are_read_errors) {
  for (auto manner : {intake_manner::reset, intake_manner::cut_header,
                      intake_manner::empty, intake_manner::garbage}) {
    auto reply = ask_once(acting(manner));
    EXPECT_EQ(reply.status, 0) << static_cast<int>(manner);
    EXPECT_EQ(reply.error, http_error::read) << static_cast<int>(manner);
    EXPECT_TRUE(reply.sent) << static_cast<int>(manner);
    EXPECT_FALSE(reply.error_text.empty());
  }
}

TEST(http_client, a_reset_inside_the_body_counts_as_not_sent) {
  scripted_intake server{acting(intake_manner::reset_midway)};
  auto client = make_http_client(quick());
  std::string body(32'000'000, 'b');
  auto reply = ask(*client, post(server.url(), body));
  EXPECT_EQ(reply.status, 0);
  EXPECT_FALSE(reply.sent);
}

TEST(http_client, an_endless_body_is_cut_and_the_status_stands) {
  auto reply = ask_once(acting(intake_manner::endless_body));
  EXPECT_EQ(reply.status, 202);
  EXPECT_LE(reply.body.size(), 64u * 1024);
  EXPECT_GT(reply.body.size(), 0u);
}

TEST(http_client, an_endless_header_is_no_answer) {
  auto reply = ask_once(acting(intake_manner::endless_header));
  EXPECT_EQ(reply.status, 0);
  EXPECT_EQ(reply.error, http_error::read);
}

TEST(http_client, a_trickling_body_is_aborted_and_the_status_stands) {
  auto options = quick();
  options.timeout_ms = 60'000;
  options.low_speed_bytes = 1000;
  auto start = clock::now();
  auto reply = ask_once(acting(intake_manner::trickle), options);
  EXPECT_EQ(reply.status, 202);
  EXPECT_LT(clock::now() - start, 15s);
}

TEST(http_client, a_refused_connection_is_a_connect_error) {
  uint16_t port = 0;
  {
    scripted_intake gone;
    port = gone.port();
  }
  auto client = make_http_client(quick());
  auto reply = ask(*client, post("http://127.0.0.1:" + std::to_string(port)));
  EXPECT_EQ(reply.error, http_error::connect);
  EXPECT_FALSE(reply.sent);
}

TEST(http_client, a_name_without_address_is_a_dns_error) {
  auto client = make_http_client(quick());
  auto reply = ask(*client, post("http://no-such-host.invalid"));
  EXPECT_EQ(reply.error, http_error::dns);
}

TEST(http_client, unusable_urls_are_refused_without_a_connection) {
  scripted_intake server;
  auto client = make_http_client(quick());
  auto port = std::to_string(server.port());
  for (const auto& url : {std::string{"ftp://127.0.0.1"}, std::string{"nohost"},
                          "http://user:pw@127.0.0.1:" + port,
                          "http://127.0.0.1:" + port + "/a b"}) {
    auto call = post("");
    call.url = url;
    EXPECT_EQ(ask(*client, call).error, http_error::invalid) << url;
  }
  EXPECT_EQ(server.connections(), 0u);
}

TEST(http_client, error_texts_of_secret_urls_are_generic) {
  auto client = make_http_client(quick());
  http_call call;
  call.method = "GET";
  call.url = "http://canary-name.invalid/validate?api_key=canary-key";
  call.secret_url = true;
  auto reply = ask(*client, call);
  EXPECT_FALSE(reply.error_text.empty());
  EXPECT_EQ(reply.error_text.find("canary"), std::string::npos);
}

TEST(http_client, cancelled_calls_never_call_back) {
  scripted_intake server{acting(intake_manner::hang)};
  auto client = make_http_client(quick());
  client->submit(post(server.url()),
                 [](const http_reply&) { ADD_FAILURE() << "called back"; });
  client->poll(0ms);
  client->cancel_all();
  EXPECT_EQ(client->active(), 0u);
  client->poll(0ms);
}

TEST(http_client, a_callback_may_submit_the_next_call) {
  scripted_intake server;
  auto client = make_http_client(quick());
  auto ended = 0;
  client->submit(post(server.url()), [&](const http_reply&) {
    ++ended;
    client->submit(post(server.url()), [&](const http_reply&) { ++ended; });
  });
  run(*client, 2);
  EXPECT_EQ(ended, 2);
}

TEST(http_client, a_wakeup_ends_a_waiting_poll) {
  auto client = make_http_client(quick());
  auto start = clock::now();
  std::thread other{[&] { client->wakeup(); }};
  client->poll(10s);
  other.join();
  EXPECT_LT(clock::now() - start, 5s);
}

TEST(http_client, a_proxy_from_the_environment_is_ignored) {
  scripted_intake server;
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  auto client = make_http_client(quick());
  auto reply = ask(*client, post(server.url()));
  unsetenv("http_proxy");
  EXPECT_EQ(reply.status, 202);
}

TEST(http_client, a_configured_proxy_gets_the_whole_url) {
  scripted_intake proxy;
  auto options = quick();
  options.proxy.http = proxy.url();
  auto client = make_http_client(options);
  EXPECT_EQ(ask(*client, post("http://intake.test")).status, 202);
  EXPECT_EQ(proxy.requests().at(0).target, "http://intake.test/api/v2/series");
}

TEST(http_client, a_proxy_that_is_down_is_never_bypassed) {
  scripted_intake server;
  auto options = quick();
  options.proxy.http = "http://127.0.0.1:1";
  auto client = make_http_client(options);
  // A name for loopback that is no loopback address by its looks.
  auto reply = ask(
      *client, post("http://ip6-localhost:" + std::to_string(server.port())));
  EXPECT_EQ(reply.error, http_error::connect);
  EXPECT_EQ(server.connections(), 0u);
}

TEST(http_client, a_name_that_leads_to_a_forbidden_address_is_refused) {
  scripted_intake server;
  auto client = make_http_client(quick());
  // Linux takes a connection to "any" as one to loopback.
  auto port = ":" + std::to_string(server.port());
  EXPECT_EQ(ask(*client, post("http://0" + port)).error, http_error::connect);
  EXPECT_EQ(ask(*client, post("http://2852039166" + port)).error,
            http_error::connect);
  EXPECT_EQ(server.connections(), 0u);
}

TEST(http_client, a_proxy_that_refuses_a_tunnel_is_never_bypassed) {
  scripted_intake proxy{status(407)};
  auto options = quick();
  options.proxy.https = proxy.url();
  auto client = make_http_client(options);
  auto reply = ask(*client, post("https://intake.test"));
  EXPECT_EQ(reply.status, 0);
  EXPECT_EQ(reply.error, http_error::connect);
  EXPECT_EQ(proxy.requests().at(0).method, "CONNECT");
}

// -- TLS ----------------------------------------------------------------------

/// The server's certificate in a file that goes with the test.
struct trusted_file {
  explicit trusted_file(const std::string& pem)
      : path("/tmp/troupe-ca-" + std::to_string(getpid()) + ".pem") {
    std::ofstream{path} << pem;
  }
  ~trusted_file() {
    unlink(path.c_str());
  }
  std::string path;
};

http_reply ask_tls(const test::tls_identity& identity, bool trusted,
                   http_client_options options = quick()) {
  scripted_intake server{identity};
  trusted_file file{server.certificate()};
  if (trusted)
    options.ca_file = file.path;
  auto client = make_http_client(std::move(options));
  return ask(*client, post(server.url()));
}

TEST(http_client_tls, a_trusted_certificate_is_accepted) {
  EXPECT_EQ(ask_tls({}, true).status, 202);
}

TEST(http_client_tls, an_unknown_signer_is_refused_before_anything_is_sent) {
  auto reply = ask_tls({}, false);
  EXPECT_EQ(reply.error, http_error::tls);
  EXPECT_FALSE(reply.sent);
}

TEST(http_client_tls, an_expired_certificate_is_refused) {
  EXPECT_EQ(ask_tls({"127.0.0.1", -60}, true).error, http_error::tls);
}

TEST(http_client_tls, a_certificate_for_another_host_is_refused) {
  EXPECT_EQ(ask_tls({"intake.test"}, true).error, http_error::tls);
}

TEST(http_client_tls, an_old_protocol_is_refused_by_default) {
  test::tls_identity old{"127.0.0.1", 3600, "tlsv1.1"};
  EXPECT_EQ(ask_tls(old, true).error, http_error::tls);
}

TEST(http_client_tls, the_lowest_version_can_be_raised) {
  auto options = quick();
  options.min_tls_version = "tlsv1.3";
  test::tls_identity older{"127.0.0.1", 3600, "tlsv1.2"};
  EXPECT_EQ(ask_tls(older, true).status, 202);
  EXPECT_EQ(ask_tls(older, true, options).error, http_error::tls);
}

TEST(http_client_tls, validation_can_be_switched_off) {
  auto options = quick();
  options.skip_ssl_validation = true;
  EXPECT_EQ(ask_tls({"intake.test", -60}, false, options).status, 202);
}

} // namespace
} // namespace troupe
