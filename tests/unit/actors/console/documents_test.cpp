#include "actors/console/documents.hpp"

#include <gtest/gtest.h>
#include <simdjson.h>

namespace troupe {
namespace {

/// A document that every reader must accept.
simdjson::dom::element parse(const std::string& json) {
  static simdjson::dom::parser parser;
  return parser.parse(json).value();
}

tree_node node(const std::string& id, const std::string& parent) {
  tree_node result;
  result.id = id;
  result.parent = parent;
  result.kind = parent.empty() ? "supervisor" : "actor";
  result.state = child_state::running;
  result.started_ns = 1'000'000'000;
  result.stats = std::make_shared<actor_stats>(id);
  return result;
}

TEST(documents, the_tree_has_its_agreed_shape) {
  auto root = node("root", "");
  auto shard = node("dogstatsd/0", "root");
  shard.restarts = 2;
  shard.last_reason = "poison";
  shard.stats->arrived = 10;
  shard.stats->handled = 6;
  shard.stats->abandoned = 1;
  shard.stats->refused = 4;
  shard.stats->unhandled = 5;
  shard.stats->busy_ns = 7'900'000;
  shard.stats->busy_since_ns = 3'000'000'000;
  EXPECT_EQ(tree_document({root, shard}, 3'250'000'000),
            R"({"schema":"troupe/tree/1","nodes":[)"
            R"({"id":"root","parent":"","kind":"supervisor",)"
            R"("state":"running","restarts":0,"handled":0,"queue":0,)"
            R"("last_reason":"","refused":0,"unhandled":0,"abandoned":0,)"
            R"("busy_total_ms":0,"busy_ms":0,"up_ms":2250},)"
            R"({"id":"dogstatsd/0","parent":"root","kind":"actor",)"
            R"("state":"running","restarts":2,"handled":6,"queue":3,)"
            R"("last_reason":"poison","refused":4,"unhandled":5,)"
            R"("abandoned":1,"busy_total_ms":7,"busy_ms":250,)"
            R"("up_ms":2250}]})");
}

TEST(documents, a_reason_in_no_encoding_at_all_stays_valid_json) {
  auto x = node("a", "root");
  x.last_reason = "bad \xff\"\n byte";
  auto json = tree_document({x}, 0);
  auto nodes = parse(json)["nodes"].get_array().value();
  EXPECT_EQ(nodes.at(0)["last_reason"].get_string().value(),
            "bad \xEF\xBF\xBD\"\n byte");
}

TEST(documents, the_ledger_has_its_agreed_shape) {
  stage packets{"packets"};
  packets.enter(10);
  packets.leave(5);
  packets.drop(2, drop_reason::truncated);
  packets.drop(1, drop_reason::actor_down);
  packets.move(1, rest::queued, rest::inflight);
  EXPECT_EQ(ledger_document({packets.snapshot()}),
            R"({"schema":"troupe/ledger/1","balance":0,"stages":[)"
            R"({"stage":"packets","in":10,"out":5,)"
            R"("dropped":{"truncated":2,"actor_down":1},)"
            R"("queued":1,"inflight":1,"disk":0,"balance":0}]})");
}

TEST(documents, errors_of_two_stages_do_not_cancel_out) {
  stage_snapshot more, less;
  more.in = 3;
  less.out = 3;
  auto json = ledger_document({more, less});
  auto doc = parse(json);
  EXPECT_EQ(doc["balance"].get_int64().value(), 6);
  auto stages = doc["stages"].get_array().value();
  EXPECT_EQ(stages.at(0)["balance"].get_int64().value(), 3);
  EXPECT_EQ(stages.at(1)["balance"].get_int64().value(), -3);
}

TEST(documents, a_barrier_shows_its_own_rows_and_its_way) {
  stage packets{"packets"}, payloads{"payloads"};
  packets.enter(4);
  auto seen = packets.snapshot();
  packets.enter(100); // after the barrier passed
  payloads.enter(7);
  auto json = barrier_document({{"packets", seen}},
                               {packets.snapshot(), payloads.snapshot()},
                               {"dogstatsd/0", "aggregator"});
  auto doc = parse(json);
  auto stages = doc["stages"].get_array().value();
  EXPECT_EQ(stages.at(0)["in"].get_uint64().value(), 4u);
  EXPECT_EQ(stages.at(1)["in"].get_uint64().value(), 7u);
  auto passed = doc["passed"].get_array().value();
  EXPECT_EQ(passed.at(1).get_string().value(), "aggregator");
}

TEST(documents, the_status_has_its_agreed_shape) {
  status_info info;
  info.version = "0.1.0";
  info.pid = 42;
  info.uptime_s = 61;
  info.hostname = "web-1";
  info.listeners = {{"udp", "127.0.0.1:8125", "listening", "", 5, 300, 1}};
  info.endpoints = {
      {"https://x", "blocked", "HTTP 503", "********cdef", 7, 2, 1, 3, 999}};
  info.intake_url = "http://127.0.0.1:8228/";
  info.run_path = "/run/troupe";
  info.ready = true;
  EXPECT_EQ(
      status_document(info),
      R"({"schema":"troupe/status/1","version":"0.1.0","pid":42,)"
      R"("uptime_s":61,"hostname":"web-1","ready":true,"listeners":[)"
      R"({"transport":"udp","address":"127.0.0.1:8125","state":"listening",)"
      R"("reason":"","packets":5,"bytes":300,"kernel_drops":1}],)"
      R"("endpoints":[{"url":"https://x","state":"blocked",)"
      R"("reason":"HTTP 503","api_key":"********cdef","delivered":7,)"
      R"("retried":2,"dropped":1,"queued":3,"queued_bytes":999}],)"
      R"("intake_url":"http://127.0.0.1:8228/","config_file":"",)"
      R"("run_path":"/run/troupe","log_file":""})");
}

TEST(documents, health_lists_the_parts) {
  health_registry health;
  health.set("listener/udp", health_state::failed, "port 8125 is taken");
  EXPECT_EQ(health_document(health),
            R"({"schema":"troupe/health/1","ready":false,"stopping":false,)"
            R"("parts":[{"part":"listener/udp","state":"failed",)"
            R"("reason":"port 8125 is taken"}]})");
}

TEST(documents, the_small_ones) {
  EXPECT_EQ(topology_document({{"listener", "dogstatsd/0", "packet_batch"}}),
            R"({"schema":"troupe/topology/1","edges":[{"from":"listener",)"
            R"("to":"dogstatsd/0","message":"packet_batch"}]})");
  EXPECT_EQ(version_document("0.1.0"),
            R"({"schema":"troupe/version/1","version":"0.1.0"})");
  EXPECT_EQ(config_document(R"({"site":"x"})", "site: x\n"),
            R"({"schema":"troupe/config/1","config":{"site":"x"},)"
            R"("yaml":"site: x\n"})");
  EXPECT_EQ(flush_document(12),
            R"({"schema":"troupe/flush/1","flushed":true,"took_ms":12})");
  EXPECT_EQ(fault_document("a/0", "kill"),
            R"({"schema":"troupe/fault/1","actor":"a/0","fault":"kill"})");
}

} // namespace
} // namespace troupe
