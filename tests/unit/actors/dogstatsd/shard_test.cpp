#include "actors/dogstatsd/shard.hpp"

#include <string>

#include "tests/unit/actors/dogstatsd/shard_fixture.hpp"

namespace troupe {
namespace {

std::vector<std::string> tags_of(const context_ptr& x) {
  std::vector<std::string> result;
  for (auto tag : x->tags())
    result.emplace_back(tag);
  return result;
}

TEST(shard, a_count_becomes_a_row_with_its_context) {
  shard_fixture x;
  x.take({"page.views:1|c|#env:dev\npage.views:2|c|@0.5|#env:dev"});
  auto window = x.only_window();
  ASSERT_EQ(window.counters.size(), 1u);
  auto& row = window.counters[0];
  EXPECT_EQ(row.sum, 5);
  EXPECT_EQ(row.context->name(), "page.views");
  EXPECT_EQ(tags_of(row.context), std::vector<std::string>{"env:dev"});
  EXPECT_EQ(window.start_s, test_start_s);
}

TEST(shard, a_gauge_keeps_the_last_value_and_when_it_came) {
  shard_fixture x;
  x.take({"g:1|g\ng:2|g"}, 1);
  x.take({"g:3:4|g|@0.1"}, 2);
  auto window = x.only_window();
  ASSERT_EQ(window.gauges.size(), 1u);
  EXPECT_EQ(window.gauges[0].value, 4);
  EXPECT_EQ(window.gauges[0].arrival_ns, (test_start_s + 2) * ns_per_s);
}

TEST(shard, sets_histograms_and_distributions_are_folded) {
  shard_fixture x;
  x.take({"s:a|s\ns:b:c|s\ns:a|s\nh:1|h\nh:3|ms|@0.5\nd:1:2:3|d|@0.25"});
  auto window = x.only_window();
  ASSERT_EQ(window.sets.size(), 1u);
  EXPECT_EQ(window.sets[0].values.size(), 2u);
  ASSERT_EQ(window.histograms.size(), 1u);
  EXPECT_EQ(window.histograms[0].values.count(), 3);
  ASSERT_EQ(window.sketches.size(), 1u);
  EXPECT_EQ(window.sketches[0].values.count(), 12);
}

TEST(shard, values_go_through_the_ledger_packet_by_packet) {
  shard_fixture x;
  x.take({"a:1:2|c", "b:1|g\nbad\nc:x|c"});
  auto packets = x.books.packets.snapshot();
  EXPECT_EQ(packets.in, 2u);
  EXPECT_EQ(packets.out, 2u);
  auto values = x.books.values.snapshot();
  EXPECT_EQ(values.in, 5u);
  EXPECT_EQ(values.out, 3u);
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::parse_nopipe), 1u);
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::parse_value), 1u);
  auto samples = x.books.samples.snapshot();
  EXPECT_EQ(samples.in, 3u);
  EXPECT_EQ(samples.resting[0], 3);
  x.flush(10);
  EXPECT_EQ(x.books.samples.snapshot().out, 3u);
}

// Catalogue C02.
TEST(shard, one_name_as_two_types_is_two_rows) {
  shard_fixture x;
  x.take({"n:1|c|#a\nn:2|g|#a\nn:3|d|#a"});
  auto window = x.only_window();
  EXPECT_EQ(window.counters.size(), 1u);
  EXPECT_EQ(window.gauges.size(), 1u);
  EXPECT_EQ(window.sketches.size(), 1u);
}

TEST(shard, a_window_is_the_ten_seconds_of_the_arrival) {
  shard_fixture x;
  x.take({"n:1|c"}, 9);
  x.take({"n:2|c"}, 10);
  x.take({"n:4|c"}, 19);
  auto all = x.flush(20);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].start_s, test_start_s);
  EXPECT_EQ(all[0].counters[0].sum, 1);
  EXPECT_EQ(all[1].start_s, test_start_s + 10);
  EXPECT_EQ(all[1].counters[0].sum, 6);
}

TEST(shard, a_tick_ships_a_window_that_is_over) {
  shard_fixture x;
  x.take({"n:1|c"}, 9);
  x.core.on_time((test_start_s + 10) * ns_per_s, 10 * ns_per_s);
  x.finish();
  ASSERT_EQ(x.out.windows.size(), 1u);
  EXPECT_EQ(x.out.windows[0]->flush_id(), 0u);
}

// Catalogue C03.
TEST(shard, windows_never_go_back_with_the_wall_clock) {
  shard_fixture x;
  int64_t last = 0;
  for (int64_t s = 0; s < 200; s += 5) {
    auto batch = make_ref<packet_batch>(16);
    std::string_view text = "n:1|c";
    std::copy(text.begin(), text.end(), batch->storage.get());
    batch->packets.push_back({0, 5});
    auto wall = test_start_s + s - (s >= 100 ? 86'400 : 0);
    batch->arrival_ns = wall * ns_per_s;
    x.core.take(*batch, s * ns_per_s);
    x.finish();
  }
  for (auto& x : x.out.windows)
    for (auto& window : x->take_windows()) {
      EXPECT_GT(window.start_s, last);
      last = window.start_s;
    }
  EXPECT_EQ(last, test_start_s + 180);
}

// Catalogue C04.
TEST(shard, samples_before_the_epoch_are_dropped) {
  shard_fixture x;
  x.take({"n:1:2|c\nm:1|g"}, -test_start_s - 100);
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::time_range), 3u);
}

// Catalogue C06.
TEST(shard, huge_counts_add_up_as_doubles) {
  shard_fixture x;
  x.take({"n:9007199254740992|c\nn:1|c\nm:9223372036854775807|c\nm:1e308|c\n"
          "m:1e308|c"});
  auto window = x.only_window();
  EXPECT_EQ(window.counters[0].sum, 9007199254740992.0);
}

TEST(shard, a_silent_counter_is_sent_as_zero) {
  shard_fixture x;
  x.take({"n:1|c"}, 0);
  x.take({"m:1|c"}, 10);
  auto all = x.flush(20);
  ASSERT_EQ(all.size(), 2u);
  ASSERT_EQ(all[1].counters.size(), 2u);
  EXPECT_EQ(all[1].counters[1].context->name(), "n");
  EXPECT_EQ(all[1].counters[1].sum, 0);
}

// shows: troupe.aggregator.max_contexts
TEST(shard, contexts_beyond_the_limit_are_dropped_and_counted) {
  shard_options options;
  options.contexts.max_contexts = 2;
  shard_fixture x{{}, options};
  x.take({"a:1|c\nb:1|c\nc:1:2|c\na:1|c"});
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::context_limit), 2u);
  EXPECT_EQ(x.only_window().counters.size(), 2u);
}

// shows: histogram_copy_to_distribution
TEST(shard, histograms_are_sent_again_as_distributions) {
  dogstatsd_config config;
  config.histogram_copy_to_distribution = true;
  config.histogram_copy_to_distribution_prefix = "dist.";
  shard_fixture x{config};
  x.take({"h:1:nan:3|h|#a\nh:5|ms|#a\ng:1|g"});
  EXPECT_EQ(x.books.samples.snapshot().in, 7u);
  EXPECT_EQ(x.books.values.snapshot().out, 4u);
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::nonfinite), 1u);
  auto window = x.only_window();
  ASSERT_EQ(window.sketches.size(), 1u);
  EXPECT_EQ(window.sketches[0].context->name(), "dist.h");
  EXPECT_EQ(window.sketches[0].values.count(), 3);
  EXPECT_EQ(tags_of(window.sketches[0].context), std::vector<std::string>{"a"});
  EXPECT_EQ(window.histograms[0].values.count(), 3);
}

TEST(shard, a_copy_that_finds_no_room_is_counted) {
  dogstatsd_config config;
  config.histogram_copy_to_distribution = true;
  shard_options options;
  options.contexts.max_contexts = 1;
  shard_fixture x{config, options};
  x.take({"h:1:2|h"});
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::context_limit), 2u);
  EXPECT_EQ(x.only_window().histograms[0].values.count(), 2);
}

TEST(shard, samples_with_a_time_are_passed_on_at_once) {
  shard_fixture x;
  x.take({"g:1.5|g|#a|T1700000000\nc:3|c|@0.5|T1699999999\ng:2|g|#a"});
  ASSERT_EQ(x.out.timed.size(), 1u);
  auto& items = x.out.timed[0]->items();
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].value, 1.5);
  EXPECT_EQ(items[0].timestamp, 1'700'000'000);
  EXPECT_EQ(items[0].context->traits().kind, metric_kind::gauge_with_timestamp);
  // A sample rate is not applied on this path.
  EXPECT_EQ(items[1].value, 3);
  EXPECT_EQ(items[1].context->traits().kind, metric_kind::count_with_timestamp);
  EXPECT_EQ(x.out.timed[0]->samples().units(), 2u);
  EXPECT_EQ(x.only_window().gauges.size(), 1u);
}

// shows: dogstatsd_no_aggregation_pipeline
TEST(shard, without_the_path_a_time_is_ignored) {
  dogstatsd_config config;
  config.dogstatsd_no_aggregation_pipeline = false;
  shard_fixture x{config};
  x.take({"g:1.5|g|T1700000000"});
  EXPECT_TRUE(x.out.timed.empty());
  EXPECT_EQ(x.only_window().gauges.size(), 1u);
}

// Catalogue C05.
TEST(shard, times_far_away_and_types_without_are_dropped_by_reason) {
  shard_fixture x;
  x.take({"g:1|g|T1\ng:1:2|g|T4102444800\ng:1|g|T-5\nh:1|h|T1700000000\n"
          "s:1|s|T1700000000\ng:1|g|T1700000600\ng:1|g|T1656581400"});
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::too_old), 1u);
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::too_new), 2u);
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::parse_ts), 1u);
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::unsupported_type), 2u);
  ASSERT_EQ(x.out.timed.size(), 1u);
  EXPECT_EQ(x.out.timed[0]->items().size(), 2u);
}

TEST(shard, events_and_checks_go_on_as_batches) {
  shard_fixture x;
  x.take({"_e{1,1}:a|b|#t\n_sc|db|0\n_sc|db|9\n_e{0,0}:|", "_e{1,1}:c|d"}, 0,
         transport::uds);
  ASSERT_EQ(x.out.events.size(), 1u);
  ASSERT_EQ(x.out.events[0]->items().size(), 2u);
  EXPECT_EQ(x.out.events[0]->items()[0].title, "a");
  EXPECT_EQ(x.out.events[0]->items()[0].from.pid, 42u);
  EXPECT_EQ(x.out.events[0]->ledger().units(), 2u);
  ASSERT_EQ(x.out.checks.size(), 1u);
  EXPECT_EQ(x.out.checks[0]->items()[0].name, "db");
  EXPECT_EQ(x.dropped(x.books.events, drop_reason::parse_event), 1u);
  EXPECT_EQ(x.dropped(x.books.service_checks, drop_reason::parse_service_check),
            1u);
}

// Catalogue C08.
TEST(shard, a_shard_that_ends_mid_window_abandons_exactly_its_samples) {
  ledger books;
  {
    kept_results out;
    shard core{{}, {}, books, out};
    packet_batch batch{16};
    std::string_view text = "n:1:2:3|c";
    std::copy(text.begin(), text.end(), batch.storage.get());
    batch.packets.push_back({0, 9});
    batch.arrival_ns = test_start_s * ns_per_s;
    core.take(batch, 0);
  }
  auto samples = books.samples.snapshot();
  EXPECT_EQ(samples.dropped[static_cast<size_t>(drop_reason::abandoned)], 3u);
  EXPECT_EQ(samples.balance(), 0);
}

// Catalogue C10.
TEST(shard, a_set_of_a_million_is_capped_and_counted) {
  shard_fixture x;
  uint64_t over = 0;
  std::string packet;
  for (int i = 0; i < 300'000; ++i) {
    packet += "s:" + std::to_string(i) + "|s\n";
    if (packet.size() > 60'000) {
      over += x.take({std::exchange(packet, {})}).set_overflow;
    }
  }
  over += x.take({packet}).set_overflow;
  EXPECT_EQ(over, 300'000 - value_set::limit);
  EXPECT_EQ(x.only_window().sets[0].values.size(), value_set::limit);
}

TEST(shard, two_shards_give_one_context_one_key) {
  shard_fixture a, b;
  a.take({"n:1|c|#x,y"});
  b.take({"n:1|c|#y,x"});
  EXPECT_EQ(a.only_window().counters[0].context->key(),
            b.only_window().counters[0].context->key());
}

TEST(shard, contexts_expire_on_ticks) {
  shard_fixture x;
  x.take({"g:1|g"}, 0);
  EXPECT_EQ(x.core.contexts().table().live(), 1u);
  for (int64_t s = 1; s <= 30; ++s)
    x.core.on_time((test_start_s + s) * ns_per_s, s * ns_per_s);
  EXPECT_EQ(x.core.contexts().table().live(), 0u);
}

} // namespace
} // namespace troupe
