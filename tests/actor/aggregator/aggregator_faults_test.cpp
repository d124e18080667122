#include "tests/actor/aggregator/aggregator_fixture.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

class aggregator_faults_test : public aggregator_fixture {
public:
  /// A window with that many contexts.
  static closed_window many(int64_t at_s, size_t contexts) {
    auto result = window(at_s);
    for (size_t i = 0; i < contexts; ++i)
      result.gauges.push_back(gauge("g" + std::to_string(i), 1));
    return result;
  }
  size_t chunks() const {
    return sent->all<flush_batch_ptr>().size();
  }
};

TEST_F(aggregator_faults_test, a_flush_does_not_wait_for_a_shard_that_is_not) {
  shards[1]->clear();
  start();
  send(flush_command{waiter(), false});
  answer(0, list(counted(0, "c", 10)), 10);
  EXPECT_EQ(flush_ends(), 1u);
  EXPECT_NE(written().find("c"), nullptr);
  tick_once();
  EXPECT_EQ(count("troupe_aggregator_answers_missing_total"), 1);
}

TEST_F(aggregator_faults_test, nor_for_one_that_went_away_with_the_question) {
  start();
  tick_until(16);
  answer(0, list(counted(0, "exact", 10)), 10);
  EXPECT_EQ(flush_ends(), 0u);
  tick_until(17);
  EXPECT_EQ(flush_ends(), 0u);
  tick_until(18);
  EXPECT_EQ(flush_ends(), 1u);
  EXPECT_EQ(points_of(written().find("exact")), (point_list{{start_s, 1}}));
}

// C08: a shard killed mid-window.
TEST_F(aggregator_faults_test, a_lost_window_leaves_the_others_exact) {
  start();
  {
    // The shard ends with its window inside.
    ticket lost{books.samples, 40};
  }
  ship(0, list(counted(0, "c", 60)), 60);
  shards[1]->set(spawn<recorder<dogstatsd_actor>>(asked[1]));
  send(flush_command{});
  answer_all();
  EXPECT_EQ(points_of(written().find("c")), (point_list{{start_s, 6}}));
  auto row = books.samples.snapshot();
  EXPECT_EQ(row.out, 60u);
  EXPECT_EQ(dropped(books.samples, drop_reason::abandoned), 40u);
  EXPECT_EQ(row.balance(), 0);
}

TEST_F(aggregator_faults_test, a_late_answer_is_for_the_next_flush) {
  start();
  tick_until(16);
  answer(0, list(counted(0, "c", 10)), 10);
  tick_until(18);
  written();
  answer(1, list(counted(0, "c", 20)), 20);
  EXPECT_EQ(sent->size(), 0u);
  tick_until(31);
  answer(0, list(counted(10, "c", 10)), 10);
  answer(1);
  EXPECT_EQ(points_of(written().find("c")), (point_list{{start_s + 10, 3}}))
      << "no stamp twice, nothing lost";
  EXPECT_EQ(count("troupe_aggregator_windows_late_total"), 1);
}

// C02: one name with two types in one window.
TEST_F(aggregator_faults_test, one_name_with_two_types_stays_two_series) {
  start();
  auto both = counted(0, "same", 10);
  both.gauges.push_back(gauge("same", 3));
  ship(0, list(std::move(both)), 2);
  send(flush_command{});
  answer_all();
  auto got = written();
  ASSERT_EQ(got.series.size(), 3u);
  EXPECT_EQ(got.series[0].type, wire_type::rate);
  EXPECT_EQ(got.series[1].type, wire_type::gauge);
}

// C03: the wall clock is set back, forward, and saws.
TEST_F(aggregator_faults_test, timestamps_never_go_back) {
  start();
  int64_t last = 0;
  int64_t last_window = 0;
  int64_t cutoff = 0;
  constexpr int64_t second = 1'000'000'000;
  auto flush_and_look = [&] {
    auto before = questions();
    for (int i = 0; questions() == before && i < 20; ++i)
      tick_once();
    ASSERT_EQ(questions(), before + 1) << "a flush every 15 s";
    EXPECT_GE(question().cutoff_s, cutoff);
    cutoff = question().cutoff_s;
    // A shard that stamps its windows with the wall clock.
    auto open = time().wall_s() - time().wall_s() % 10 - start_s;
    answer(0, list(counted(open - 10, "c", 10)), 10);
    answer(1);
    for (auto& x : sent->all<service_check_batch_ptr>())
      EXPECT_GE(x->items().back().timestamp, last);
    auto got = written();
    for (auto& x : got.series)
      for (auto& p : x.points) {
        if (x.context->name() == "c") {
          EXPECT_GT(p.timestamp, last_window);
          last_window = p.timestamp;
          EXPECT_EQ(p.value, 1) << "and is not mixed up with another";
        } else {
          EXPECT_GE(p.timestamp, last);
          last = std::max(last, p.timestamp);
        }
      }
  };
  flush_and_look();
  flush_and_look();
  time().step_wall_ns(-86'400 * second);
  for (int i = 0; i < 5; ++i)
    flush_and_look();
  time().step_wall_ns(2 * 86'400 * second);
  for (int i = 0; i < 3; ++i)
    flush_and_look();
  for (int i = 0; i < 10; ++i) {
    time().step_wall_ns(i % 2 == 0 ? second : -second);
    flush_and_look();
  }
  EXPECT_EQ(count("aggregator__number_of_flush"), 20);
}

// C09: the serializer stalls.
TEST_F(aggregator_faults_test, a_stalled_serializer_holds_one_flush_back) {
  options.writing.chunk_weight = 10;
  options.max_chunks = 3;
  options.limits.rows = 500;
  start();
  ship(0, list(many(0, 100)), 100);
  tick_until(16);
  answer_all();
  EXPECT_EQ(chunks(), 3u) << "no more is on its way than allowed";
  EXPECT_EQ(flush_ends(), 0u);
  for (int64_t at = 20; at <= 80; at += 10) {
    tick_until(at);
    ship(1, list(many(at - 10, 100)), 100);
  }
  EXPECT_EQ(questions(), 1u) << "a single flush at a time";
  EXPECT_EQ(chunks(), 3u) << "memory stays flat";
  EXPECT_EQ(count("troupe_aggregator_flushes_skipped_total"), 3);
  EXPECT_EQ(dropped(books.samples, drop_reason::queue_full), 200u)
      << "windows beyond the bound are counted";

  // It goes on, chunk by chunk, from where it was.
  size_t series = 0;
  for (int i = 0; i < 20 && flush_ends() == 0; ++i) {
    auto end = flush_ends();
    series += written().series.size();
    ASSERT_LE(chunks(), 4u);
    ASSERT_EQ(end, 0u);
  }
  series += written().series.size();
  EXPECT_EQ(series, 101u);
  EXPECT_EQ(questions(), 2u) << "then the one that had to wait";
  answer_all();
  while (chunks() > 0)
    written();
  EXPECT_EQ(count("aggregator__number_of_flush"), 2);
}

TEST_F(aggregator_faults_test, without_a_serializer_all_is_counted) {
  serializer->clear();
  start();
  ship(0, list(counted(0, "c", 10)), 10);
  send(orchestrator_metadata{make_ref<const orchestrator_batch>(
      "c", std::vector<orchestrator_message>(2),
      ticket{books.orchestrator, 2})});
  send(flush_command{waiter(), false});
  answer_all();
  EXPECT_EQ(*ends, (std::vector<bool>{false})) << "who waits is told";
  EXPECT_EQ(dropped(books.points, drop_reason::actor_down), 2u);
  EXPECT_EQ(dropped(books.service_checks, drop_reason::actor_down), 1u);
  EXPECT_EQ(dropped(books.orchestrator, drop_reason::actor_down), 2u);
  EXPECT_EQ(count("aggregator__series_flush_errors"), 1);
  EXPECT_EQ(count("aggregator__service_check_flush_errors"), 1);
  EXPECT_EQ(count("aggregator__orchestrator_metadata_errors"), 1);
  EXPECT_EQ(
      count("aggregator__flush", {{"data_type", "series"}, {"state", "error"}}),
      2);
}

TEST_F(aggregator_faults_test, a_kill_settles_what_waited) {
  start();
  ship(0, list(counted(0, "c", 10)), 10);
  send(event_batch_ptr{make_ref<const event_batch>(std::vector<event>(2),
                                                   ticket{books.events, 2})});
  send(flush_command{waiter(), false});
  kill(front.get());
  EXPECT_EQ(*ends, (std::vector<bool>{false}));
  EXPECT_EQ(dropped(books.samples, drop_reason::abandoned), 10u);
  EXPECT_EQ(dropped(books.events, drop_reason::abandoned), 2u);
}

TEST_F(aggregator_faults_test, a_kill_in_the_middle_of_a_flush_closes_books) {
  options.writing.chunk_weight = 10;
  options.max_chunks = 2;
  start();
  ship(0, list(many(0, 100)), 100);
  send(flush_command{waiter(), false});
  answer_all();
  EXPECT_EQ(chunks(), 2u);
  kill(front.get());
  EXPECT_EQ(*ends, (std::vector<bool>{false}));
  EXPECT_EQ(dropped(books.samples, drop_reason::abandoned), 100u);
  // Chunks come back to nobody.
  EXPECT_EQ(written().series.size(), 20u);
}

TEST_F(aggregator_faults_test, a_new_life_ignores_answers_to_the_last) {
  start();
  send(flush_command{});
  auto old = question();
  kill(front.get());
  advance(std::chrono::seconds(1));
  start();
  send(flush_command{});
  EXPECT_GT(question().flush_id, old.flush_id);
  ship(0, list(counted(0, "c", 10)), 10, old.flush_id);
  ship(1, none(), 0, old.flush_id);
  EXPECT_EQ(flush_ends(), 0u);
  answer_all();
  EXPECT_EQ(flush_ends(), 1u);
  EXPECT_NE(written().find("c"), nullptr);
}

TEST_F(aggregator_faults_test, a_full_mailbox_refuses_data_but_no_tick) {
  stats = std::make_shared<actor_stats>("aggregator", 1);
  start();
  for (int i = 0; i < 3; ++i)
    caf::anon_send(front.get(),
                   event_batch_ptr{make_ref<const event_batch>(
                       std::vector<event>(1), ticket{books.events, 1})});
  caf::anon_send(front.get(), flush_command{});
  run();
  EXPECT_EQ(questions(), 1u);
  EXPECT_EQ(dropped(books.events, drop_reason::queue_full), 2u);
  answer_all();
}

} // namespace
} // namespace troupe
