#include "actors/serializer/serializer_core.hpp"

#include <rapidjson/document.h>

#include "runtime/flow/ledger.hpp"
#include "tests/unit/actors/serializer/payloads.hpp"
#include "tests/unit/proto/intake/builders.hpp"

namespace troupe {

namespace {

constexpr int64_t now = 1'700'000'000;

struct rig {
  rig() {
    options.hostname = "h";
    options.agent_version = "7.60.0";
    options.host_tags = {"env:test"};
    options.log = [this](std::string_view line) { lines.emplace_back(line); };
    options.config.enable_metadata_collection = false;
  }

  serializer_core& core() {
    if (!core_)
      core_.emplace(options, registry, clock, kept.sink());
    return *core_;
  }

  void send_checks(size_t n) {
    std::vector<service_check> xs(n);
    for (auto& x : xs)
      x.name = noise(40);
    core().send(service_check_batch{xs, ticket{books.service_checks, n}});
  }

  void send_events(size_t n) {
    std::vector<event> xs(n);
    for (auto& x : xs)
      x.title = "t";
    core().send(event_batch{xs, ticket{books.events, n}});
  }

  void tick_at(int64_t seconds) {
    core().on_tick(
        {0, (now + seconds) * 1'000'000'000, (1 + seconds) * 1'000'000'000});
  }

  static uint64_t dropped(const stage& row, drop_reason why) {
    return row.snapshot().dropped[static_cast<size_t>(why)];
  }

  double counted(const std::string& name) {
    return registry.counter(name, "").Value();
  }

  serializer_options options;
  ledger books;
  metrics registry;
  manual_clock clock{now};
  kept_payloads kept;
  std::vector<std::string> lines;

private:
  std::optional<serializer_core> core_;
};

class serializer_core_test : public ::testing::Test, public rig {};

} // namespace

TEST_F(serializer_core_test, service_checks_leave_as_one_array) {
  send_checks(3);
  ASSERT_EQ(kept.items.size(), 1u);
  auto& x = *kept.items[0];
  EXPECT_EQ(route(x.kind), "/api/v1/check_run");
  EXPECT_EQ(header(x, "Content-Encoding"), "zstd");
  EXPECT_EQ(header(x, "DD-Agent-Payload"), "");
  rapidjson::Document json;
  json.Parse(unpack(x).c_str());
  ASSERT_TRUE(json.IsArray());
  EXPECT_EQ(json.Size(), 3u);
  EXPECT_EQ(x.items, 3u);
  EXPECT_EQ(x.points, 0u);
  auto row = books.service_checks.snapshot();
  EXPECT_EQ(row.out, 3u);
  EXPECT_EQ(row.balance(), 0);
  EXPECT_EQ(counted("compressor__total_payloads"), 1);
  EXPECT_GT(counted("compressor__bytes_in"), 0);
  EXPECT_EQ(counted("compressor__bytes_out"), double(x.body.size()));
  EXPECT_EQ(counted("jsonstream__total_items"), 3);
}

TEST_F(serializer_core_test, service_checks_are_cut_at_the_limit) {
  options.config.serializer_max_uncompressed_payload_size = 1024;
  send_checks(50);
  EXPECT_GT(kept.items.size(), 3u);
  size_t checks = 0;
  for (auto& x : kept.items) {
    EXPECT_LE(unpack(*x).size(), 1024u);
    checks += x->items;
  }
  EXPECT_EQ(checks, 50u);
  EXPECT_EQ(books.service_checks.snapshot().out, 50u);
}

// shows: enable_payloads.service_checks
TEST_F(serializer_core_test, service_checks_that_are_switched_off_are_dropped) {
  options.config.enable_payloads_service_checks = false;
  send_checks(2);
  EXPECT_TRUE(kept.items.empty());
  EXPECT_EQ(dropped(books.service_checks, drop_reason::disabled), 2u);
}

// shows: enable_payloads.events
TEST_F(serializer_core_test, events_that_are_switched_off_are_dropped) {
  options.config.enable_payloads_events = false;
  send_events(2);
  EXPECT_TRUE(kept.items.empty());
  EXPECT_EQ(dropped(books.events, drop_reason::disabled), 2u);
}

TEST_F(serializer_core_test, events_and_checks_are_logged_on_request) {
  options.config.log_payloads = true;
  send_events(1);
  send_checks(1);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_NE(lines[0].find("msg_title"), std::string::npos);
  EXPECT_NE(lines[1].find("host_name"), std::string::npos);
}

// shows: serializer_compressor_kind
TEST_F(serializer_core_test, every_kind_of_compressor_names_itself) {
  for (auto [kind, name] : {std::pair{compressor_kind::zstd, "zstd"},
                            std::pair{compressor_kind::zlib, "deflate"},
                            std::pair{compressor_kind::gzip, "gzip"},
                            std::pair{compressor_kind::none, ""}}) {
    options.config.serializer_compressor_kind = kind;
    serializer_core core{options, registry, clock, kept.sink()};
    std::vector<service_check> xs(1);
    core.send(service_check_batch{xs, ticket{books.service_checks, 1}});
    auto& x = *kept.items.back();
    EXPECT_EQ(header(x, "Content-Encoding"), name);
    EXPECT_EQ(unpack(x)[0], '[');
  }
}

// shows: enable_metadata_collection
TEST_F(serializer_core_test, host_metadata_goes_at_start_and_each_half_hour) {
  tick_at(0);
  EXPECT_TRUE(kept.items.empty());
  rig other;
  other.options.config.enable_metadata_collection = true;
  other.tick_at(0);
  other.tick_at(1);
  other.tick_at(1799);
  ASSERT_EQ(other.kept.items.size(), 1u);
  auto& x = *other.kept.items[0];
  EXPECT_EQ(x.kind, payload_kind::host_metadata);
  EXPECT_EQ(x.priority, payload_priority::high);
  EXPECT_FALSE(x.storable);
  EXPECT_EQ(header(x, "Content-Type"), "application/json");
  rapidjson::Document json;
  json.Parse(unpack(x).c_str());
  EXPECT_STREQ(json["internalHostname"].GetString(), "h");
  EXPECT_STREQ(json["agentVersion"].GetString(), "7.60.0");
  other.tick_at(1800);
  EXPECT_EQ(other.kept.items.size(), 2u);
}

// shows: tags
// shows: extra_tags
TEST_F(serializer_core_test, host_tags_travel_with_the_host_metadata) {
  options.config.enable_metadata_collection = true;
  options.host_tags = {"env:prod", "role:db"};
  tick_at(0);
  rapidjson::Document json;
  json.Parse(unpack(*kept.items.at(0)).c_str());
  auto& tags = json["host-tags"]["system"];
  ASSERT_EQ(tags.Size(), 2u);
  EXPECT_STREQ(tags[1].GetString(), "role:db");
}

// shows: enable_payloads.json_to_v1_intake
TEST_F(serializer_core_test, host_metadata_needs_json_to_the_old_intake) {
  options.config.enable_metadata_collection = true;
  options.config.enable_payloads_json_to_v1_intake = false;
  tick_at(0);
  EXPECT_TRUE(kept.items.empty());
}

TEST_F(serializer_core_test, host_metadata_waits_for_somebody_to_take_it) {
  options.config.enable_metadata_collection = true;
  kept.open = false;
  tick_at(0);
  kept.open = true;
  tick_at(1);
  EXPECT_EQ(kept.items.size(), 1u);
}

TEST_F(serializer_core_test, host_metadata_too_large_is_counted_not_sent) {
  options.config.enable_metadata_collection = true;
  options.config.serializer_max_uncompressed_payload_size = 1024;
  options.host_tags = {std::string(2000, 'x')};
  tick_at(0);
  tick_at(1);
  EXPECT_TRUE(kept.items.empty());
  EXPECT_EQ(counted("troupe_serializer_items_too_large_total"), 1);
}

TEST_F(serializer_core_test, points_outside_of_a_flush_go_after_a_quiet_tick) {
  std::vector<serie> xs{make_serie(make_context("m"), {{now, 1}})};
  core().add(flush_batch{xs, {}, ticket{books.points, 1}});
  tick_at(0);
  EXPECT_TRUE(kept.items.empty());
  tick_at(1);
  EXPECT_EQ(kept.items.size(), 1u);
  EXPECT_EQ(books.points.snapshot().out, 1u);
}

} // namespace troupe
