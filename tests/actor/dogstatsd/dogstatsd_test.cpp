#include "actors/dogstatsd/dogstatsd.hpp"

#include <unistd.h>

#include <string>

#include "runtime/observability/log.hpp"
#include "tests/support/deterministic.hpp"

namespace troupe {
namespace {

class dogstatsd_test : public deterministic {
public:
  ~dogstatsd_test() override {
    log->clear();
    for (auto row : books.rows())
      EXPECT_EQ(row->snapshot().balance(), 0) << row->name();
  }

  void start(const dogstatsd_config& config = {}, uint64_t mailbox = 65536) {
    front->set(spawn<recorder<aggregator_actor>>(log));
    stats = context("dogstatsd/0", mailbox);
    subject = spawn_shard(config);
  }

  dogstatsd_actor spawn_shard(const dogstatsd_config& config) {
    auto x = spawn<dogstatsd>(stats, config, shard_options{}, front, books,
                              registry);
    return caf::actor_cast<dogstatsd_actor>(x);
  }

  packet_batch_ptr batch(const std::string& text) {
    auto x = make_ref<packet_batch>(text.size() + 1);
    std::copy(text.begin(), text.end(), x->storage.get());
    x->packets.push_back({0, static_cast<uint32_t>(text.size())});
    x->arrival_ns = time().wall_ns();
    x->ledger = ticket{books.packets, 1};
    return x;
  }

  template <class T>
  void send(const T& x) {
    caf::anon_send(subject, x);
    run();
  }

  void tick_now() {
    send(tick{++generation, time().wall_ns(), time().steady_ns()});
  }

  std::vector<window_closed_ptr> answers() {
    return log->all<window_closed_ptr>();
  }

  ledger books;
  metrics registry;
  slot_ptr<aggregator_actor> front = make_slot<aggregator_actor>();
  recording_ptr log = std::make_shared<recording>();
  node_context stats;
  dogstatsd_actor subject;
  uint64_t generation = 0;
};

TEST_F(dogstatsd_test, a_packet_is_answered_at_the_flush) {
  start();
  send(batch("a:1|c\na:2|c"));
  EXPECT_EQ(log->size(), 0u);
  send(close_windows{7, start_s + 10});
  ASSERT_EQ(answers().size(), 1u);
  auto answer = answers()[0];
  EXPECT_EQ(answer->flush_id(), 7u);
  EXPECT_EQ(answer->shard(), 0u);
  EXPECT_EQ(answer->samples().units(), 2u);
  auto windows = answer->take_windows();
  ASSERT_EQ(windows.size(), 1u);
  EXPECT_EQ(windows[0].counters[0].sum, 3);
}

TEST_F(dogstatsd_test, a_flush_without_samples_is_answered_too) {
  start();
  send(close_windows{1, start_s});
  ASSERT_EQ(answers().size(), 1u);
  EXPECT_TRUE(answers()[0]->take_windows().empty());
}

TEST_F(dogstatsd_test, a_tick_ships_the_window_that_is_over) {
  start();
  send(batch("a:1|g"));
  advance(std::chrono::seconds(9));
  tick_now();
  EXPECT_TRUE(answers().empty());
  advance(std::chrono::seconds(1));
  tick_now();
  ASSERT_EQ(answers().size(), 1u);
  EXPECT_EQ(answers()[0]->flush_id(), 0u);
}

TEST_F(dogstatsd_test, an_old_tick_is_ignored) {
  start();
  send(batch("a:1|g"));
  tick_now();
  auto later = time().wall_ns() + 60'000'000'000;
  send(tick{generation, later, time().steady_ns() + 60'000'000'000});
  EXPECT_TRUE(answers().empty());
}

TEST_F(dogstatsd_test, many_idle_counters_are_closed_between_other_messages) {
  start();
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += "c" + std::to_string(i) + ":1|c\n";
  send(batch(text));
  send(close_windows{1, start_s + 10});
  advance(std::chrono::seconds(20));
  log->clear();
  caf::anon_send(subject, close_windows{2, start_s + 20});
  caf::anon_send(subject, batch("late:1|c"));
  ASSERT_TRUE(step());
  EXPECT_TRUE(answers().empty());
  ASSERT_TRUE(step());
  // The batch came before the closing was done, and did not disturb it.
  EXPECT_EQ(books.packets.snapshot().out, 2u);
  EXPECT_TRUE(answers().empty());
  run();
  ASSERT_EQ(answers().size(), 1u);
  auto windows = answers()[0]->take_windows();
  ASSERT_EQ(windows.size(), 1u);
  EXPECT_GE(windows[0].counters.size(), 20'000u);
}

TEST_F(dogstatsd_test, events_checks_and_timed_samples_go_on_at_once) {
  start();
  send(batch("_e{1,1}:a|b\n_sc|x|1\ng:1|g|T1700000000\n"));
  EXPECT_EQ(log->all<event_batch_ptr>().size(), 1u);
  EXPECT_EQ(log->all<service_check_batch_ptr>().size(), 1u);
  EXPECT_EQ(log->all<timed_sample_batch_ptr>().size(), 1u);
}

TEST_F(dogstatsd_test, without_an_aggregator_results_are_counted_as_lost) {
  start();
  front->clear();
  send(batch("a:1|c\n_e{1,1}:a|b\n_sc|x|1\ng:1|g|T1700000000"));
  send(close_windows{1, start_s + 10});
  auto down = static_cast<size_t>(drop_reason::actor_down);
  EXPECT_EQ(books.samples.snapshot().dropped[down], 2u);
  EXPECT_EQ(books.events.snapshot().dropped[down], 1u);
  EXPECT_EQ(books.service_checks.snapshot().dropped[down], 1u);
}

TEST_F(dogstatsd_test, a_full_mailbox_refuses_packets_but_no_control) {
  start({}, 2);
  for (int i = 0; i < 5; ++i)
    caf::anon_send(subject, batch("a:1|c"));
  caf::anon_send(subject, close_windows{1, start_s + 10});
  run();
  EXPECT_EQ(books.packets.snapshot()
                .dropped[static_cast<size_t>(drop_reason::queue_full)],
            3u);
  EXPECT_EQ(answers().size(), 1u);
  EXPECT_EQ(stats.stats->refused, 3u);
}

// Catalogue C08.
TEST_F(dogstatsd_test, a_kill_loses_the_open_window_and_counts_it) {
  start();
  send(batch("a:1:2:3|c"));
  kill(subject);
  auto lost = static_cast<size_t>(drop_reason::abandoned);
  EXPECT_EQ(books.samples.snapshot().dropped[lost], 3u);
  subject = spawn_shard({});
  send(batch("a:5|c"));
  send(close_windows{2, start_s + 10});
  ASSERT_EQ(answers().size(), 1u);
  EXPECT_EQ(answers()[0]->take_windows()[0].counters[0].sum, 5);
}

TEST_F(dogstatsd_test, a_throw_on_demand_ends_it_and_closes_the_books) {
  start();
  send(batch("a:1|c"));
  caf::anon_send(subject, batch("a:1|c"));
  caf::anon_send(caf::actor_cast<caf::actor>(subject), fault_command{});
  caf::anon_send(subject, batch("b:1|c"));
  run();
  auto lost = static_cast<size_t>(drop_reason::abandoned);
  EXPECT_EQ(books.samples.snapshot().dropped[lost], 2u);
  EXPECT_EQ(books.packets.snapshot().dropped[lost], 1u);
}

TEST_F(dogstatsd_test, a_barrier_takes_its_rows_and_goes_on) {
  start();
  barrier_report seen;
  barrier_ptr token{
      new barrier([&](barrier_report x) { seen = std::move(x); })};
  caf::anon_send(subject, batch("a:1|c\nbad"));
  caf::anon_send(subject, token);
  run();
  token.reset();
  EXPECT_EQ(log->all<barrier_ptr>().size(), 1u);
  log->clear();
  EXPECT_EQ(seen.passed, std::vector<std::string>{"dogstatsd/0"});
  EXPECT_EQ(seen.stages.at("values").in, 2u);
  EXPECT_EQ(seen.stages.at("packets").out, 1u);
}

TEST_F(dogstatsd_test, a_drain_completes_after_what_came_before) {
  start();
  uint64_t parsed = 0;
  bool done = false;
  caf::anon_send(subject, batch("a:1|c"));
  caf::anon_send(subject, drain_command{make_ref<completion>([&](bool ok) {
                   done = ok;
                   parsed = books.values.snapshot().out;
                 })});
  run();
  EXPECT_TRUE(done);
  EXPECT_EQ(parsed, 1u);
}

/// What the log says about a malformed message at level info.
std::string logged(dogstatsd_test& x, bool quiet) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  EXPECT_TRUE(bool(start_log({}, x.time(), ends[1])));
  dogstatsd_config config;
  config.dogstatsd_disable_verbose_logs = quiet;
  x.start(config);
  x.send(x.batch("a:x\x1b|c"));
  stop_log();
  close(ends[1]);
  std::string text(4096, '\0');
  auto size = read(ends[0], text.data(), text.size());
  close(ends[0]);
  text.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return text;
}

// shows: dogstatsd_disable_verbose_logs
TEST_F(dogstatsd_test, a_malformed_message_is_logged_unless_that_is_off) {
  auto loud = logged(*this, false);
  EXPECT_NE(loud.find("parse_value"), std::string::npos) << loud;
  EXPECT_EQ(loud.find('\x1b'), std::string::npos);
  EXPECT_EQ(logged(*this, true).find("parse_value"), std::string::npos);
}

} // namespace
} // namespace troupe
