#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "runtime/observability/log.hpp"
#include "tests/pipeline/pipeline.hpp"

namespace troupe {
namespace {

/// What configuration keys change in the whole.
class pipeline_switches : public pipeline {
protected:
  void one_of_each() {
    start();
    send("hits:1|c\nlatency:1|d\n_e{1,1}:a|b\n_sc|db.up|0");
    ASSERT_TRUE(flush_window());
  }
};

TEST_F(pipeline_switches, every_kind_is_on) {
  one_of_each();
  EXPECT_EQ(bodies_on("/api/v2/series"), 1u);
  EXPECT_EQ(bodies_on("/api/beta/sketches"), 1u);
  EXPECT_EQ(bodies_on("/intake/"), 1u);
  EXPECT_EQ(bodies_on("/api/v1/check_run"), 1u);
  EXPECT_EQ(dropped_total(), 0u);
}

// shows: enable_payloads.series
TEST_F(pipeline_switches, series_can_be_off) {
  settings.serializer.enable_payloads_series = false;
  one_of_each();
  EXPECT_EQ(bodies_on("/api/v2/series"), 0u);
  EXPECT_EQ(bodies_on("/api/beta/sketches"), 1u);
  EXPECT_GE(dropped(books().points, drop_reason::disabled), 1u);
  EXPECT_EQ(dropped_beside({drop_reason::disabled}), 0u);
}

// shows: enable_payloads.sketches
TEST_F(pipeline_switches, sketches_can_be_off) {
  settings.serializer.enable_payloads_sketches = false;
  one_of_each();
  EXPECT_EQ(bodies_on("/api/v2/series"), 1u);
  EXPECT_EQ(bodies_on("/api/beta/sketches"), 0u);
  EXPECT_EQ(dropped(books().points, drop_reason::disabled), 1u);
}

// shows: enable_payloads.events
TEST_F(pipeline_switches, events_can_be_off) {
  settings.serializer.enable_payloads_events = false;
  one_of_each();
  EXPECT_EQ(bodies_on("/intake/"), 0u);
  EXPECT_EQ(dropped(books().events, drop_reason::disabled), 1u);
}

// shows: enable_payloads.service_checks
TEST_F(pipeline_switches, service_checks_can_be_off) {
  settings.serializer.enable_payloads_service_checks = false;
  one_of_each();
  EXPECT_EQ(bodies_on("/api/v1/check_run"), 0u);
  EXPECT_EQ(dropped(books().service_checks, drop_reason::disabled), 2u)
      << "with the agent's own";
}

// shows: use_v2_api.series
TEST_F(pipeline_switches, old_intakes_get_series_as_json) {
  settings.serializer.use_v2_api_series = false;
  one_of_each();
  EXPECT_EQ(bodies_on("/api/v2/series"), 0u);
  EXPECT_TRUE(has_text("/api/v1/series", R"("metric":"hits")"));
}

// shows: serializer_compressor_kind
TEST_F(pipeline_switches, bodies_can_be_plain) {
  settings.serializer.serializer_compressor_kind = compressor_kind::none;
  one_of_each();
  for (auto& x : intake.accepted)
    EXPECT_EQ(x.header("Content-Encoding"), "") << x.url;
  EXPECT_EQ(points("hits").size(), 1u);
}

// shows: additional_endpoints
TEST_F(pipeline_switches, a_second_account_gets_everything_too) {
  settings.forwarder.additional_endpoints = {
      {"http://second.test", {secret{"abcdef0123456789abcdef0123456789"}}}};
  one_of_each();
  EXPECT_EQ(points("hits").size(), 2u);
  EXPECT_EQ(bodies_on("/intake/"), 2u);
  EXPECT_EQ(books().payloads.snapshot().out, 8u);
}

/// Puts the log into a file of this test.
class pipeline_log : public pipeline_switches {
protected:
  pipeline_log() {
    std::string made = std::filesystem::temp_directory_path() / "troupeXXXXXX";
    folder_ = ::mkdtemp(made.data());
  }
  ~pipeline_log() override {
    stop_log();
    std::filesystem::remove_all(folder_);
  }
  std::string logged_by_one_of_each() {
    log_config options;
    options.log_file = folder_ + "/log";
    options.log_to_console = false;
    EXPECT_TRUE(start_log(options, time()));
    one_of_each();
    stop_log();
    std::stringstream text;
    text << std::ifstream{options.log_file}.rdbuf();
    return text.str();
  }

private:
  std::string folder_;
};

// shows: log_payloads
TEST_F(pipeline_log, payloads_can_be_logged) {
  settings.serializer.log_payloads = true;
  auto text = logged_by_one_of_each();
  for (auto what : {"hits", "latency", "db.up"})
    EXPECT_NE(text.find(what), std::string::npos) << text;
}

// shows: log_payloads
TEST_F(pipeline_log, by_default_the_log_holds_nothing_of_what_is_sent) {
  auto text = logged_by_one_of_each();
  for (auto what : {"hits", "latency", "db.up"})
    EXPECT_EQ(text.find(what), std::string::npos) << text;
}

} // namespace
} // namespace troupe
