#include "actors/intake/intake.hpp"

#include <future>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>

#include <gtest/gtest.h>

#include "tests/unit/actors/intake/support.hpp"
#include "tests/unit/runtime/io/http_server/test_client.hpp"

namespace troupe {

namespace {

std::string as_text(const http_request& x) {
  auto result = x.method + " " + x.path + " HTTP/1.1\r\nHost: localhost\r\n";
  for (auto& [name, value] : x.headers)
    result += name + ": " + value + "\r\n";
  return result + "content-length: " + std::to_string(x.body.size())
         + "\r\n\r\n" + x.body;
}

/// The intake on real threads, as it runs: its own, and the server's.
class intake_http_test : public ::testing::Test {
public:
  intake_http_test() {
    options.path = folder.file();
    options.config.port = 0;
    actor = system.spawn<intake, caf::detached>(
        node_context{std::make_shared<actor_stats>("intake"), &time}, options,
        numbers, health);
    // The first answer comes after the bind.
    auto request = make_ref<http_request>(local::get("/"));
    std::promise<void> done;
    request->respond = [&](http_answer) { done.set_value(); };
    caf::anon_send(actor, http_request_ptr{request});
    request.reset();
    done.get_future().wait();
  }

  ~intake_http_test() override {
    caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
    actor = nullptr;
  }

  local::temp_folder folder;
  metrics numbers;
  health_registry health;
  intake_options options;
  manual_clock time{local::now_s};
  caf::actor_system_config config;
  caf::actor_system system{config};
  intake_actor actor;
};

TEST_F(intake_http_test, a_payload_goes_in_and_comes_out) {
  test_client c{options.port->load()};
  auto sent =
      c.ask(as_text(local::post("/api/v2/series", local::golden_series(),
                                "identity", "application/x-protobuf")));
  EXPECT_TRUE(sent.starts_with("HTTP/1.1 202 ")) << sent;
  auto got = c.ask("GET /api/v1/query?metric=m&tags=a%3Ab HTTP/1.1\r\n"
                   "Host: 127.0.0.1\r\n\r\n");
  EXPECT_NE(got.find("[[1700000000,1.5]]"), got.npos) << got;
}

TEST_F(intake_http_test, a_rebound_name_is_refused_and_counted) {
  test_client c{options.port->load()};
  EXPECT_TRUE(c.ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                  .starts_with("HTTP/1.1 403 "));
  EXPECT_EQ(numbers
                .counter("troupe_intake_rejected_total", "",
                         {{"reason", "foreign_host"}})
                .Value(),
            1);
}

} // namespace

} // namespace troupe
