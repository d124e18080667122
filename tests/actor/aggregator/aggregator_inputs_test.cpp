#include "tests/actor/aggregator/aggregator_fixture.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

class aggregator_inputs_test : public aggregator_fixture {
public:
  void flush() {
    send(flush_command{});
    answer_all();
  }
  void send_event(const std::string& title, int64_t timestamp = 0) {
    event x;
    x.title = title;
    x.timestamp = timestamp;
    x.tags = {"b", "a", "b"};
    send(event_batch_ptr{make_ref<const event_batch>(std::vector<event>{x},
                                                     ticket{books.events, 1})});
  }
  void send_check(const std::string& name) {
    service_check x;
    x.name = name;
    x.tags = {"b", "a", "b"};
    send(service_check_batch_ptr{make_ref<const service_check_batch>(
        std::vector<service_check>{x}, ticket{books.service_checks, 1})});
  }
  ref_ptr<const orchestrator_batch> orchestrator(const std::string& cluster,
                                                 size_t n) {
    return make_ref<const orchestrator_batch>(
        cluster, std::vector<orchestrator_message>(n, {41, "body"}),
        ticket{books.orchestrator, n});
  }
};

TEST_F(aggregator_inputs_test, events_get_a_time_and_sorted_tags) {
  start();
  send_event("first");
  send_event("second", 77);
  flush();
  auto all = sent->all<event_batch_ptr>();
  ASSERT_EQ(all.size(), 1u);
  ASSERT_EQ(all[0]->items().size(), 2u);
  EXPECT_EQ(all[0]->items()[0].title, "first");
  EXPECT_EQ(all[0]->items()[0].timestamp, start_s);
  EXPECT_EQ(all[0]->items()[0].tags, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(all[0]->items()[1].timestamp, 77);
  EXPECT_EQ(count("aggregator__event"), 2);
  EXPECT_EQ(count("aggregator__events_flushed"), 2);
  EXPECT_EQ(
      count("aggregator__flush", {{"data_type", "events"}, {"state", "ok"}}),
      2);
}

TEST_F(aggregator_inputs_test, service_checks_go_with_the_agents_own) {
  start();
  send_check("db.can_connect");
  flush();
  auto all = sent->all<service_check_batch_ptr>();
  ASSERT_EQ(all.size(), 1u);
  ASSERT_EQ(all[0]->items().size(), 2u);
  EXPECT_EQ(all[0]->items()[0].name, "db.can_connect");
  EXPECT_EQ(all[0]->items()[0].timestamp, start_s);
  EXPECT_EQ(all[0]->items()[0].tags, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(all[0]->items()[1].name, "datadog.agent.up");
  EXPECT_EQ(all[0]->ledger().units(), 2u);
  EXPECT_EQ(count("aggregator__service_check"), 1);
  EXPECT_EQ(count("aggregator__service_check_flushed"), 2);
}

TEST_F(aggregator_inputs_test, orchestrator_metadata_goes_on_at_once) {
  start();
  send(orchestrator_metadata{orchestrator("c", 3)});
  auto all = sent->all<orchestrator_metadata>();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].batch->messages.size(), 3u);
  EXPECT_EQ(count("aggregator__orchestrator_metadata"), 1);
  EXPECT_EQ(count("aggregator__orchestrator_metadata_errors"), 0);
}

TEST_F(aggregator_inputs_test, manifests_wait_and_stay_apart_by_sender) {
  start();
  send(orchestrator_manifests{orchestrator("one", 2)});
  send(orchestrator_manifests{orchestrator("two", 1)});
  EXPECT_EQ(sent->size(), 0u);
  flush();
  auto all = sent->all<orchestrator_manifests>();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].batch->cluster_id, "one");
  EXPECT_EQ(all[1].batch->cluster_id, "two");
  EXPECT_EQ(count("aggregator__orchestrator_manifests"), 2);
}

// shows: orchestrator_explorer.enabled
TEST_F(aggregator_inputs_test, orchestrator_data_can_be_switched_off) {
  options.orchestrator = false;
  start();
  send(orchestrator_metadata{orchestrator("c", 3)});
  send(orchestrator_manifests{orchestrator("c", 2)});
  flush();
  EXPECT_TRUE(sent->all<orchestrator_metadata>().empty());
  EXPECT_TRUE(sent->all<orchestrator_manifests>().empty());
  EXPECT_EQ(dropped(books.orchestrator, drop_reason::disabled), 5u);
}

// shows: enable_payloads.events
TEST_F(aggregator_inputs_test, events_can_be_switched_off) {
  options.events = false;
  start();
  send_event("x");
  flush();
  EXPECT_TRUE(sent->all<event_batch_ptr>().empty());
  EXPECT_EQ(dropped(books.events, drop_reason::disabled), 1u);
}

// shows: enable_payloads.service_checks
TEST_F(aggregator_inputs_test, service_checks_can_be_switched_off) {
  options.service_checks = false;
  start();
  send_check("x");
  flush();
  EXPECT_TRUE(sent->all<service_check_batch_ptr>().empty());
  EXPECT_EQ(dropped(books.service_checks, drop_reason::disabled), 2u);
}

TEST_F(aggregator_inputs_test, series_can_be_switched_off) {
  options.writing.series = false;
  start();
  ship(0, list(counted(0, "c", 1)), 1);
  flush();
  EXPECT_TRUE(sent->all<flush_batch_ptr>().empty());
  EXPECT_EQ(dropped(books.points, drop_reason::disabled), 2u);
}

TEST_F(aggregator_inputs_test, timed_samples_go_on_without_a_flush) {
  start();
  std::vector<timed_sample> xs{
      {context_of("g", metric_kind::gauge_with_timestamp), 5, 1'600'000'000},
      {context_of("c", metric_kind::count_with_timestamp), 20, 1'600'000'001}};
  send(timed_sample_batch_ptr{
      make_ref<const timed_sample_batch>(xs, ticket{books.samples, 2})});
  xs.clear();
  tick_once();
  tick_once();
  EXPECT_EQ(questions(), 0u);
  auto got = written();
  EXPECT_EQ(points_of(got.find("g")), (point_list{{1'600'000'000, 5}}));
  EXPECT_EQ(points_of(got.find("c")), (point_list{{1'600'000'001, 2}}));
  EXPECT_EQ(count("no_aggregation__processed", {{"state", "ok"}}), 2);
  EXPECT_EQ(count("no_aggregation__flush"), 1);
}

TEST_F(aggregator_inputs_test, a_flush_takes_timed_samples_along) {
  start();
  send(timed_sample_batch_ptr{make_ref<const timed_sample_batch>(
      std::vector<timed_sample>{
          {context_of("g", metric_kind::gauge_with_timestamp), 5, 1000}},
      ticket{books.samples, 1})});
  flush();
  EXPECT_NE(written().find("g"), nullptr);
}

TEST_F(aggregator_inputs_test, container_tags_are_on_what_the_agent_says) {
  options.own.tags = {"pod_name:agent"};
  start();
  flush();
  auto checks = sent->all<service_check_batch_ptr>();
  ASSERT_EQ(checks.size(), 1u);
  EXPECT_EQ(checks[0]->items()[0].tags,
            (std::vector<std::string>{"pod_name:agent"}));
}

} // namespace
} // namespace troupe
