#include "actors/serializer/serializer.hpp"

#include <stdexcept>

#include "tests/support/deterministic.hpp"
#include "tests/unit/actors/serializer/payloads.hpp"
#include "tests/unit/proto/intake/builders.hpp"

namespace troupe {

namespace {

class serializer_test : public deterministic {
protected:
  serializer_test() {
    options.hostname = "h";
    options.config.enable_metadata_collection = false;
  }

  void start() {
    forwarder_slot->set(spawn<recorder<forwarder_actor>>(got));
    actor = spawn<serializer>(context("serializer"), options, books, registry,
                              forwarder_slot);
  }

  void send_points(size_t n) {
    std::vector<serie> xs;
    for (size_t i = 0; i < n; ++i)
      xs.push_back(make_serie(make_context("m"), {{start_s, double(i)}}));
    caf::anon_send(actor, flush_batch_ptr{make_ref<flush_batch>(
                              std::move(xs), std::vector<sketch_serie>{},
                              ticket{books.points, n})});
  }

  void send_checks(size_t n) {
    caf::anon_send(actor, service_check_batch_ptr{make_ref<service_check_batch>(
                              std::vector<service_check>(n),
                              ticket{books.service_checks, n})});
  }

  void send_events(size_t n) {
    caf::anon_send(actor, event_batch_ptr{make_ref<event_batch>(
                              std::vector<event>(n), ticket{books.events, n})});
  }

  static ref_ptr<const orchestrator_batch> messages(stage& row, uint8_t type) {
    return make_ref<orchestrator_batch>(
        "c", std::vector<orchestrator_message>{{type, "body"}}, ticket{row, 1});
  }

  completion_ptr waiter() {
    return make_ref<completion>([this](bool done) { ended.push_back(done); });
  }

  static uint64_t dropped(const stage& row, drop_reason why) {
    return row.snapshot().dropped[static_cast<size_t>(why)];
  }

  void expect_balanced() {
    for (auto row : books.rows()) {
      EXPECT_EQ(row->snapshot().balance(), 0) << row->name();
      EXPECT_EQ(row->snapshot().resting[0], 0) << row->name();
    }
  }

  serializer_options options;
  ledger books;
  metrics registry;
  std::vector<bool> ended;
  recording_ptr got = std::make_shared<recording>();
  slot_ptr<forwarder_actor> forwarder_slot = make_slot<forwarder_actor>();
  serializer_actor actor;
};

} // namespace

TEST_F(serializer_test, a_flush_ends_after_all_its_payloads) {
  start();
  send_points(3);
  send_points(2);
  send_checks(1);
  send_events(2);
  caf::anon_send(actor,
                 orchestrator_manifests{messages(books.orchestrator, 80)});
  caf::anon_send(actor, flush_end{7, waiter()});
  run();
  ASSERT_EQ(got->size(), 5u);
  EXPECT_EQ(got->at<payload_ptr>(0)->kind, payload_kind::service_checks);
  EXPECT_EQ(got->at<payload_ptr>(1)->kind, payload_kind::events);
  EXPECT_EQ(got->at<payload_ptr>(2)->kind, payload_kind::manifests);
  auto& series = got->at<payload_ptr>(3);
  EXPECT_EQ(series->kind, payload_kind::series_v2);
  EXPECT_EQ(series->points, 5u);
  EXPECT_EQ(got->at<flush_end>(4).flush_id, 7u);
  EXPECT_TRUE(ended.empty());
  got->at<flush_end>(4).waiter->done();
  EXPECT_EQ(ended, std::vector<bool>{true});
  EXPECT_EQ(books.points.snapshot().out, 5u);
  EXPECT_EQ(books.service_checks.snapshot().out, 1u);
  EXPECT_EQ(books.events.snapshot().out, 2u);
  EXPECT_EQ(books.orchestrator.snapshot().out, 1u);
  expect_balanced();
}

TEST_F(serializer_test, metadata_of_the_orchestrator_goes_at_once) {
  start();
  caf::anon_send(actor,
                 orchestrator_metadata{messages(books.orchestrator, 41)});
  run();
  ASSERT_EQ(got->size(), 1u);
  EXPECT_EQ(got->at<payload_ptr>(0)->kind, payload_kind::orchestrator);
}

TEST_F(serializer_test, without_a_forwarder_all_is_settled_as_actor_down) {
  start();
  forwarder_slot->clear();
  send_points(3);
  send_checks(1);
  send_events(2);
  caf::anon_send(actor,
                 orchestrator_metadata{messages(books.orchestrator, 41)});
  caf::anon_send(actor, flush_end{1, waiter()});
  run();
  EXPECT_EQ(got->size(), 0u);
  EXPECT_EQ(dropped(books.points, drop_reason::actor_down), 3u);
  EXPECT_EQ(dropped(books.service_checks, drop_reason::actor_down), 1u);
  EXPECT_EQ(dropped(books.events, drop_reason::actor_down), 2u);
  EXPECT_EQ(dropped(books.orchestrator, drop_reason::actor_down), 1u);
  EXPECT_EQ(ended, std::vector<bool>{false});
  expect_balanced();
}

TEST_F(serializer_test, a_barrier_reports_the_rows_and_goes_on) {
  start();
  send_points(2);
  std::optional<barrier_report> report;
  {
    barrier_ptr token =
        make_ref<barrier>([&](barrier_report x) { report = std::move(x); });
    caf::anon_send(actor, token);
  }
  run();
  ASSERT_EQ(got->size(), 1u);
  EXPECT_TRUE(got->is<barrier_ptr>(0));
  got->clear();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->passed, std::vector<std::string>{"serializer"});
  EXPECT_EQ(report->stages.size(), 4u);
  // Points in a body that is still open rest here.
  EXPECT_EQ(report->stages.at("points").resting[0], 2);
  EXPECT_EQ(report->stages.at("points").balance(), 0);
}

TEST_F(serializer_test, a_kill_settles_the_open_body) {
  start();
  send_points(4);
  run();
  EXPECT_EQ(books.points.snapshot().resting[0], 4);
  kill(actor);
  EXPECT_EQ(dropped(books.points, drop_reason::actor_crash), 4u);
  expect_balanced();
}

TEST_F(serializer_test, a_crash_settles_what_it_had_and_what_waited) {
  start();
  send_points(4);
  caf::anon_send(caf::actor_cast<caf::actor>(actor),
                 fault_command{fault_kind::throw_exception, 0});
  send_points(2);
  send_checks(3);
  caf::anon_send(actor, flush_end{1, waiter()});
  run();
  actor = nullptr;
  run();
  EXPECT_EQ(dropped(books.points, drop_reason::actor_crash), 4u);
  EXPECT_EQ(ended, std::vector<bool>{false});
  EXPECT_EQ(got->size(), 0u);
  expect_balanced();
}

TEST_F(serializer_test, data_beyond_the_mailbox_is_refused_control_is_not) {
  forwarder_slot->set(spawn<recorder<forwarder_actor>>(got));
  actor = spawn<serializer>(context("serializer", 2), options, books, registry,
                            forwarder_slot);
  send_points(1);
  send_points(1);
  send_points(5);
  send_events(2);
  caf::anon_send(actor, flush_end{1, waiter()});
  run();
  EXPECT_EQ(dropped(books.points, drop_reason::queue_full), 5u);
  EXPECT_EQ(dropped(books.events, drop_reason::queue_full), 2u);
  EXPECT_EQ(got->all<flush_end>().size(), 1u);
  expect_balanced();
}

TEST_F(serializer_test, host_metadata_follows_the_ticks) {
  options.config.enable_metadata_collection = true;
  start();
  auto tick_at = [&](uint64_t generation, int64_t s) {
    caf::anon_send(actor, tick{generation, 0, s * 1'000'000'000});
    run();
  };
  tick_at(1, 1);
  tick_at(2, 2);
  EXPECT_EQ(got->all<payload_ptr>().size(), 1u);
  tick_at(3, 1801);
  EXPECT_EQ(got->all<payload_ptr>().size(), 2u);
  // A tick that is not newer is none.
  tick_at(3, 9000);
  EXPECT_EQ(got->all<payload_ptr>().size(), 2u);
}

TEST_F(serializer_test, a_failing_compressor_does_not_end_the_actor) {
  auto plan = std::make_shared<shaky_compressor::plan>();
  options.compressor = [plan] {
    return std::make_unique<shaky_compressor>(plan);
  };
  start();
  plan->fail_finish = true;
  send_points(2);
  caf::anon_send(actor, flush_end{1, waiter()});
  run();
  plan->fail_finish = false;
  send_points(3);
  caf::anon_send(actor, flush_end{2, waiter()});
  run();
  EXPECT_EQ(dropped(books.points, drop_reason::encoder_error), 2u);
  ASSERT_EQ(got->all<payload_ptr>().size(), 1u);
  EXPECT_EQ(got->all<payload_ptr>()[0]->points, 3u);
  expect_balanced();
}

} // namespace troupe
