#include "runtime/app/cli/render.hpp"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

#include "actors/console/documents.hpp"
#include "runtime/app/cli/text_table.hpp"

namespace troupe {
namespace {

std::string shown(client_command command, const std::string& json) {
  auto text = render(command, json);
  if (!text) {
    ADD_FAILURE() << text.err().text;
    return {};
  }
  std::istringstream lines{*text};
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(width_of(line), 80u) << line;
  return *text;
}

constexpr int64_t second = 1'000'000'000;

class tree_render : public ::testing::Test {
public:
  tree_node& add(const std::string& id, const std::string& parent,
                 const std::string& kind = "actor") {
    tree_node x;
    x.id = id;
    x.parent = parent;
    x.kind = kind;
    x.state = child_state::running;
    x.stats = std::make_shared<actor_stats>(id);
    nodes.push_back(x);
    return nodes.back();
  }
  std::string text() {
    return shown(client_command::tree, tree_document(nodes, 8'100 * second));
  }

  std::vector<tree_node> nodes;
};

TEST_F(tree_render, a_tree_shows_who_stands_under_whom_and_who_is_unwell) {
  add("root", "", "supervisor");
  add("egress", "root", "supervisor");
  auto& forwarder = add("forwarder", "egress");
  forwarder.state = child_state::backing_off;
  forwarder.restarts = 2;
  forwarder.last_reason = "http timeout";
  add("serializer", "egress").stats->handled = 1'204'331;
  add("ingest", "root", "supervisor");
  auto& udp = add("listener/udp", "ingest");
  udp.started_ns = 8'059 * second;
  udp.stats->arrived = 12;
  auto& shard = add("dogstatsd/0", "ingest");
  shard.stats->busy_since_ns = 8'096 * second;
  EXPECT_EQ(
      text(),
      "4 actors under 3 supervisors, 1 not running, 2 restarts\n"
      "\n"
      "                        state          handled  queue  restarts\n"
      "  root                  up 2h 15m            0      0         0\n"
      "  |-- egress            up 2h 15m            0      0         0\n"
      "! |   |-- forwarder     backing_off          0      0         2\n"
      "  |   |     last: http timeout\n"
      "  |   `-- serializer    up 2h 15m    1,204,331      0         0\n"
      "  `-- ingest            up 2h 15m            0      0         0\n"
      "      |-- listener/udp  up 41s               0     12         0\n"
      "!     `-- dogstatsd/0   busy for 4s          0      0         0\n");
}

TEST_F(tree_render, a_node_without_its_parent_is_shown_all_the_same) {
  add("lost", "nobody").restarts = 1;
  EXPECT_EQ(text(), "1 actor under 0 supervisors, 0 not running, 1 restart\n"
                    "\n"
                    "        state      handled  queue  restarts\n"
                    "  lost  up 2h 15m        0      0         1\n");
}

TEST_F(tree_render, a_long_reason_is_cut_at_the_edge) {
  add("root", "", "supervisor");
  add("a", "root").last_reason = std::string(300, 'x') + "\nsecond line";
  auto result = text();
  EXPECT_NE(result.find("last: xxx"), std::string::npos);
  EXPECT_EQ(result.find("second"), std::string::npos);
}

TEST(render, the_ledger_is_a_table_with_reasons_and_a_verdict) {
  stage packets{"packets"}, samples{"samples"};
  packets.enter(1'204'331);
  packets.leave(1'204'300);
  packets.drop(31, drop_reason::truncated);
  samples.enter(10);
  samples.move(4, rest::queued, rest::inflight);
  EXPECT_EQ(shown(client_command::ledger,
                  ledger_document({packets.snapshot(), samples.snapshot()})),
            "  stage           in        out  dropped  queued  in flight  disk"
            "  balance\n"
            "  packets  1,204,331  1,204,300       31       0          0     0"
            "        0\n"
            "  samples         10          0        0       6          4     0"
            "        0\n"
            "\n"
            "dropped\n"
            "  packets  truncated  31  datagram longer than the buffer\n"
            "\n"
            "balance 0: everything that came in is accounted for\n");
}

TEST(render, a_ledger_that_does_not_balance_stands_out) {
  stage_snapshot lossy;
  lossy.name = "points";
  lossy.in = 5;
  lossy.out = 2;
  auto text = shown(client_command::ledger, ledger_document({lossy}));
  EXPECT_NE(text.find("\n! points "), std::string::npos) << text;
  EXPECT_NE(text.find("\n! balance 3: "), std::string::npos) << text;
}

TEST(render, a_barrier_names_its_way) {
  auto text = shown(client_command::ledger,
                    barrier_document({}, {}, {"listener/udp", "dogstatsd/0"}));
  EXPECT_NE(text.find("read as a token passed listener/udp, dogstatsd/0\n"),
            std::string::npos)
      << text;
}

TEST(render, the_status_comes_in_sections) {
  status_info info;
  info.version = "0.1.0";
  info.pid = 42;
  info.uptime_s = 61;
  info.hostname = "web-1";
  info.run_path = "/run/troupe";
  info.intake_url = "http://127.0.0.1:8228/";
  info.listeners = {
      {"udp", "127.0.0.1:8125", "listening", "", 5'000, 300'000, 1},
      {"uds", "/var/run/dsd.socket", "failed", "address in use", 0, 0, 0}};
  info.endpoints = {{"https://api.example", "blocked", "HTTP 503",
                     "********cdef", 7, 2, 1, 3, 999}};
  EXPECT_EQ(shown(client_command::status, status_document(info)),
            "troupe 0.1.0 on web-1, not ready (`troupe health` says why)\n"
            "  pid           42\n"
            "  up            1m 1s\n"
            "  run path      /run/troupe\n"
            "  local intake  http://127.0.0.1:8228/\n"
            "\n"
            "listeners\n"
            "  udp  127.0.0.1:8125       listening\n"
            "    5,000 packets, 293.0 KiB, 1 dropped by the kernel\n"
            "! uds  /var/run/dsd.socket  failed: address in use\n"
            "    0 packets, 0 B\n"
            "\n"
            "endpoints\n"
            "! https://api.example  blocked: HTTP 503\n"
            "    7 delivered, 2 retried, 1 dropped, 3 queued (999 B)\n"
            "    key ********cdef\n");
}

TEST(render, an_empty_status_says_none) {
  auto text = shown(client_command::status, status_document({}));
  EXPECT_NE(text.find("listeners\n  none\n"), std::string::npos) << text;
  EXPECT_NE(text.find("endpoints\n  none\n"), std::string::npos) << text;
}

TEST(render, health_marks_what_is_not_well) {
  health_registry health;
  health.set("forwarder", health_state::ok);
  health.set("listener/udp", health_state::failed, "port 8125 is taken");
  EXPECT_EQ(shown(client_command::health, health_document(health)),
            "not ready\n"
            "  forwarder     ok\n"
            "! listener/udp  failed  port 8125 is taken\n");
  health.set("listener/udp", health_state::ok);
  EXPECT_EQ(shown(client_command::health, health_document(health)).substr(0, 6),
            "ready\n");
  health.stop();
  EXPECT_EQ(shown(client_command::health, health_document(health)).substr(0, 9),
            "stopping\n");
}

TEST(render, the_small_ones) {
  EXPECT_EQ(shown(client_command::topology,
                  topology_document({{"listener", "dogstatsd", "packet_batch"},
                                     {"dogstatsd", "aggregator", "window"}})),
            "from       message       to\n"
            "listener   packet_batch  -> dogstatsd\n"
            "dogstatsd  window        -> aggregator\n");
  EXPECT_EQ(shown(client_command::config, config_document("{}", "site: x\n")),
            "site: x\n");
  EXPECT_EQ(shown(client_command::flush, flush_document(1'200)),
            "flushed in 1,200 ms\n");
  EXPECT_EQ(shown(client_command::version, version_document("0.1.0")),
            "troupe 0.1.0\n");
  EXPECT_EQ(shown(client_command::kill, fault_document("a/0", "kill")),
            "kill sent to a/0; `troupe tree` shows what came of it\n");
}

TEST(render, a_document_of_another_shape_is_an_error) {
  for (auto json : {"", "{}", "[]", "{\"nodes\":[{\"id\":7}]}", "not json"}) {
    auto text = render(client_command::tree, json);
    ASSERT_FALSE(text) << json;
    EXPECT_EQ(text.err().code, errc::bad_input);
  }
}

} // namespace
} // namespace troupe
