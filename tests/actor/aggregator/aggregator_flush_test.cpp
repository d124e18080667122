#include "tests/actor/aggregator/aggregator_fixture.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

class aggregator_flush_test : public aggregator_fixture {};

TEST_F(aggregator_flush_test, two_windows_of_two_shards_become_one_serie) {
  start();
  tick_until(10);
  ship(0, list(counted(0, "page.views", 20)), 20);
  ship(1, list(counted(0, "page.views", 5)), 5);
  tick_until(15);
  EXPECT_EQ(questions(), 0u) << "the first tick begins the period";
  tick_until(16);
  ASSERT_EQ(questions(0), 1u);
  ASSERT_EQ(questions(1), 1u);
  EXPECT_EQ(question().cutoff_s, start_s + 10);
  EXPECT_FALSE(question().final);
  answer_all();
  auto first = written();
  EXPECT_EQ(points_of(first.find("page.views")), (point_list{{start_s, 2.5}}));
  EXPECT_EQ(books.samples.snapshot().out, 25u);

  tick_until(31);
  EXPECT_EQ(question().cutoff_s, start_s + 30);
  EXPECT_GT(question(1).flush_id, 1u);
  ship(1, list(counted(10, "page.views", 10)), 10);
  answer(0, list(counted(20, "page.views", 30)), 30);
  answer(1, list(counted(20, "page.views", 10)), 10);
  auto second = written();
  EXPECT_EQ(points_of(second.find("page.views")),
            (point_list{{start_s + 10, 1}, {start_s + 20, 4}}));
  EXPECT_EQ(count("aggregator__number_of_flush"), 2);
  EXPECT_EQ(count("aggregator__dogstatsd_metric_sample"), 75);
  EXPECT_EQ(count("aggregator__processed",
                  {{"shard", "1"}, {"data_type", "dogstatsd_metrics"}}),
            25);
}

TEST_F(aggregator_flush_test, a_flush_goes_out_in_the_order_of_the_agent) {
  start();
  send(event_batch_ptr{make_ref<const event_batch>(std::vector<event>(1),
                                                   ticket{books.events, 1})});
  send(orchestrator_manifests{make_ref<const orchestrator_batch>(
      "cluster", std::vector<orchestrator_message>{{80, "x"}},
      ticket{books.orchestrator, 1})});
  send(service_check_batch_ptr{make_ref<const service_check_batch>(
      std::vector<service_check>(1), ticket{books.service_checks, 1})});
  ship(0, list(counted(0, "c", 1)), 1);
  EXPECT_EQ(sent->size(), 0u) << "all of these wait";
  send(flush_command{});
  answer_all();
  ASSERT_EQ(sent->size(), 5u);
  EXPECT_TRUE(sent->is<flush_batch_ptr>(0));
  EXPECT_TRUE(sent->is<service_check_batch_ptr>(1));
  EXPECT_TRUE(sent->is<event_batch_ptr>(2));
  EXPECT_TRUE(sent->is<orchestrator_manifests>(3));
  EXPECT_TRUE(sent->is<flush_end>(4));
  EXPECT_EQ(sent->at<flush_end>(4).flush_id, question().flush_id);
}

TEST_F(aggregator_flush_test, windows_come_before_checks_and_own_series) {
  start();
  auto batch = make_ref<check_batch>();
  batch->check_id = "cpu";
  batch->samples.resize(1);
  batch->samples[0].name = "system.cpu.user";
  batch->commit = true;
  batch->ledger = ticket{books.samples, 1};
  send(check_batch_ptr{batch});
  batch.reset();
  ship(0, list(counted(0, "c", 1)), 1);
  send(flush_command{});
  answer_all();
  EXPECT_EQ(written().names(),
            (std::vector<std::string>{"c", "system.cpu.user",
                                      "datadog.agent.running"}));
}

TEST_F(aggregator_flush_test, an_empty_flush_says_that_the_agent_is_up) {
  start();
  send(flush_command{});
  answer_all();
  auto checks = sent->all<service_check_batch_ptr>();
  ASSERT_EQ(checks.size(), 1u);
  ASSERT_EQ(checks[0]->items().size(), 1u);
  auto& up = checks[0]->items()[0];
  EXPECT_EQ(up.name, "datadog.agent.up");
  EXPECT_EQ(up.status, check_status::ok);
  EXPECT_EQ(up.timestamp, start_s);
  EXPECT_FALSE(up.host_set) << "the agent's own host";
  EXPECT_TRUE(up.tags.empty());
  EXPECT_TRUE(sent->all<event_batch_ptr>().empty());
  EXPECT_TRUE(sent->all<orchestrator_manifests>().empty());
  auto got = written();
  EXPECT_EQ(points_of(got.find("datadog.agent.running")),
            (point_list{{start_s, 1}}));
}

TEST_F(aggregator_flush_test, the_first_life_announces_the_start) {
  options.own.announce_start = true;
  start();
  send(flush_command{});
  answer_all();
  EXPECT_NE(written().find("datadog.agent.started"), nullptr);
  kill(front.get());
  start();
  send(flush_command{});
  answer_all();
  auto got = written();
  EXPECT_EQ(got.find("datadog.agent.started"), nullptr);
  EXPECT_NE(got.find("datadog.agent.running"), nullptr);
}

TEST_F(aggregator_flush_test, a_flush_can_be_awaited_through_the_serializer) {
  start();
  send(flush_command{waiter(), false});
  answer_all();
  EXPECT_TRUE(ends->empty()) << "not before the forwarder says so";
  auto end = sent->all<flush_end>();
  ASSERT_EQ(end.size(), 1u);
  end[0].waiter->done();
  EXPECT_EQ(*ends, (std::vector<bool>{true}));
}

TEST_F(aggregator_flush_test, flushes_asked_for_at_once_come_one_by_one) {
  start();
  send(flush_command{waiter(), false});
  send(flush_command{waiter(), false});
  send(flush_command{waiter(), false});
  EXPECT_EQ(questions(), 1u);
  answer_all();
  EXPECT_EQ(flush_ends(), 1u);
  EXPECT_EQ(questions(), 1u) << "its chunk is still on its way";
  auto first = sent->all<flush_end>()[0];
  written();
  ASSERT_EQ(questions(), 2u) << "one next flush for the two others";
  answer_all();
  ASSERT_EQ(flush_ends(), 1u);
  auto second = sent->all<flush_end>()[0];
  EXPECT_GT(second.flush_id, first.flush_id);
  first.waiter->done();
  EXPECT_EQ(*ends, (std::vector<bool>{true}));
  second.waiter->done();
  EXPECT_EQ(*ends, (std::vector<bool>{true, true, true}));
  tick_once();
  EXPECT_EQ(count("troupe_aggregator_flushes_merged_total"), 1);
}

TEST_F(aggregator_flush_test, what_comes_during_a_flush_is_for_the_next) {
  start();
  send(flush_command{});
  answer(0, list(counted(0, "a", 1)), 1);
  answer(1);
  ship(1, list(counted(0, "b", 1)), 1);
  auto first = written();
  EXPECT_NE(first.find("a"), nullptr);
  EXPECT_EQ(first.find("b"), nullptr);
  send(flush_command{});
  answer_all();
  EXPECT_NE(written().find("b"), nullptr);
}

TEST_F(aggregator_flush_test, the_final_flush_takes_what_is_open_too) {
  start();
  auto batch = make_ref<check_batch>();
  batch->check_id = "cpu";
  batch->samples.resize(1);
  batch->samples[0].name = "open.run";
  batch->ledger = ticket{books.samples, 1};
  send(check_batch_ptr{batch});
  batch.reset();
  send(flush_command{});
  EXPECT_FALSE(question().final);
  answer_all();
  EXPECT_EQ(written().find("open.run"), nullptr);
  send(flush_command{nullptr, true});
  EXPECT_TRUE(question().final) << "shards do with theirs as configured";
  answer(0, list(counted(0, "open.window", 10)), 10);
  answer(1);
  auto got = written();
  EXPECT_NE(got.find("open.run"), nullptr);
  EXPECT_NE(got.find("open.window"), nullptr);
}

TEST_F(aggregator_flush_test, the_final_flush_does_not_wait_for_a_busy_one) {
  start();
  send(flush_command{});
  answer_all();
  send(flush_command{waiter(), true});
  EXPECT_EQ(questions(), 2u);
  answer_all();
  EXPECT_EQ(flush_ends(), 2u);
}

TEST_F(aggregator_flush_test, repeated_ticks_are_passed_over) {
  start();
  tick_until(16);
  ASSERT_EQ(questions(), 1u);
  answer_all();
  written();
  for (int i = 0; i < 100; ++i)
    send(tick{3, time().wall_ns() + i * 1'000'000'000LL,
              time().steady_ns() + i * 1'000'000'000LL});
  EXPECT_EQ(questions(), 1u);
}

TEST_F(aggregator_flush_test, a_barrier_takes_the_rows_and_goes_on) {
  start();
  ship(0, list(counted(0, "c", 7)), 7);
  barrier_report report;
  send(barrier_ptr{make_ref<const barrier>(
      [&](barrier_report x) { report = std::move(x); })});
  EXPECT_EQ(sent->all<barrier_ptr>().size(), 1u);
  sent->clear();
  EXPECT_EQ(report.passed, (std::vector<std::string>{"aggregator"}));
  EXPECT_EQ(report.stages["samples"].resting[0], 7);
  EXPECT_TRUE(report.stages.contains("events"));
  EXPECT_TRUE(report.stages.contains("service_checks"));
  EXPECT_TRUE(report.stages.contains("orchestrator"));
  send(flush_command{});
  answer_all();
}

// shows: log_payloads
TEST_F(aggregator_flush_test, payloads_are_logged_when_asked_for) {
  std::vector<std::string> lines;
  options.log = [&](const std::string& x) { lines.push_back(x); };
  start();
  ship(0, list(counted(0, "page.views", 10)), 10);
  send(flush_command{});
  answer_all();
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0], "Flushing the following metrics:");
  EXPECT_EQ(lines[1], "page.views rate host=(agent) tags=[] "
                          + std::to_string(start_s) + ":1");
  EXPECT_EQ(lines[3], "Flushing the following Service Checks:");
  EXPECT_TRUE(lines[4].starts_with("datadog.agent.up status=0"));
}

} // namespace
} // namespace troupe
