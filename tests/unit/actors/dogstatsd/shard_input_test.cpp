/// What comes in wrong: neighbours are kept, each loss has its reason.

#include "actors/dogstatsd/shard.hpp"

#include <string>

#include "tests/unit/actors/dogstatsd/shard_fixture.hpp"

namespace troupe {
namespace {

// Catalogue B01.
TEST(shard_input, malformed_lines_leave_their_neighbours_alone) {
  shard_fixture x;
  auto& counts = x.take({"ok:1|c\nnocolon|c\nok:1|c\nnopipe\n:1|c\na:1|q\n"
                         "a:1|c|@z\na:1|c|T0\nok:1|c\na:x|c\nok:1|c"});
  EXPECT_EQ(counts.folded, 4u);
  EXPECT_EQ(counts.metric_errors, 7u);
  for (auto why :
       {drop_reason::parse_nocolon, drop_reason::parse_nopipe,
        drop_reason::bad_name, drop_reason::parse_type, drop_reason::parse_rate,
        drop_reason::parse_ts, drop_reason::parse_value})
    EXPECT_EQ(x.dropped(x.books.values, why), 1u) << to_string(why);
  EXPECT_EQ(x.only_window().counters[0].sum, 4);
}

TEST(shard_input, the_first_malformed_line_is_kept_for_people) {
  shard_fixture x;
  auto& counts = x.take({"ok:1|c\n" + std::string(1000, 'x') + "\nother"});
  EXPECT_EQ(counts.malformed, std::string(256, 'x'));
  EXPECT_EQ(counts.malformed_why, drop_reason::parse_nopipe);
  EXPECT_TRUE(x.take({"ok:1|c"}).malformed.empty());
}

// Catalogue B02.
TEST(shard_input, packets_without_content_are_counted_as_empty) {
  shard_fixture x;
  x.take({"", "\n\n\r\n", "a:1|c"});
  EXPECT_EQ(x.dropped(x.books.packets, drop_reason::empty), 2u);
  EXPECT_EQ(x.books.packets.snapshot().out, 1u);
  EXPECT_EQ(x.books.values.snapshot().in, 1u);
}

// Catalogue B07.
TEST(shard_input, non_finite_values_are_dropped_one_by_one) {
  shard_fixture x;
  x.take({"g:nan|g\ng2:1:inf:2|g\nc:-inf|c\nd:NaN|d\nh:Infinity|h\n"
          "c2:1|c|@1e-400\nc3:1e300|c|@1e-300\nz:-0|g\nt:nan|g|T1700000000"});
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::nonfinite), 7u);
  auto window = x.only_window();
  ASSERT_EQ(window.gauges.size(), 2u);
  EXPECT_EQ(window.gauges[0].value, 2);
  // As for the Agent, the refused counters are known and so sent as zero.
  ASSERT_EQ(window.counters.size(), 3u);
  EXPECT_EQ(window.counters[0].context->name(), "c2");
  EXPECT_EQ(window.counters[0].sum, 1);
  EXPECT_EQ(window.counters[1].sum, 0);
  EXPECT_EQ(window.counters[2].sum, 0);
  EXPECT_TRUE(window.sketches.empty());
  EXPECT_TRUE(window.histograms.empty());
  EXPECT_TRUE(x.out.timed.empty());
}

// Catalogue B08.
TEST(shard_input, tiny_sample_rates_are_clamped) {
  shard_fixture x;
  x.take({"d:1|d|@1e-300\nd:1|d|@1e-9\nh:1|ms|@1e-300\nh:1|h|@nan\n"
          "h:2|h|@-1\nd:2|d|@0\nd:2|d|@-1\nd:2|d|@nan"});
  auto window = x.only_window();
  EXPECT_GT(window.sketches[0].values.count(), 0);
  EXPECT_LE(window.sketches[0].values.bins().size(), sketch::bin_limit);
  EXPECT_EQ(window.sketches[0].values.max(), 2);
  EXPECT_EQ(window.histograms[0].values.max(), 2);
}

// Catalogue B09.
TEST(shard_input, cut_tags_are_noted_and_the_sample_kept) {
  shard_fixture x;
  x.take({"n:1|c|#" + std::string(500, 't')});
  EXPECT_EQ(x.books.values.noted(drop_reason::tags_truncated), 1u);
  auto window = x.only_window();
  EXPECT_EQ(window.counters[0].sum, 1);
  EXPECT_EQ((*window.counters[0].context->tags().begin()).size(), 200u);
}

// Catalogue B12.
TEST(shard_input, packed_values_beyond_the_limit_are_dropped_by_value) {
  shard_options options;
  options.max_values = 100;
  shard_fixture x{{}, options};
  std::string packet = "n";
  for (int i = 0; i < 10'000; ++i)
    packet += ":1";
  x.take({packet + "|c"});
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::value_limit), 9900u);
  EXPECT_EQ(x.only_window().counters[0].sum, 100);
}

TEST(shard_input, a_packet_of_a_megabyte_of_lines_is_read_whole) {
  shard_fixture x;
  std::string packet;
  uint64_t lines = 0;
  while (packet.size() < (1 << 20)) {
    packet += "n:1|c|#a,b\nbad\n";
    ++lines;
  }
  auto& counts = x.take({packet});
  EXPECT_EQ(counts.folded, lines);
  EXPECT_EQ(counts.metric_errors, lines);
}

// shows: dogstatsd_eol_required
TEST(shard_input, a_transport_can_require_a_last_newline) {
  dogstatsd_config config;
  config.dogstatsd_eol_required = {dogstatsd_transport::udp};
  shard_fixture x{config};
  EXPECT_EQ(x.take({"a:1|c\nb:1|c"}).folded, 1u);
  EXPECT_EQ(x.take({"b:1|c"}).unterminated, 1u);
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::unterminated), 2u);
  EXPECT_EQ(x.dropped(x.books.packets, drop_reason::empty), 0u);
  EXPECT_EQ(x.take({"a:1|c\nb:1|c"}, 0, transport::uds).folded, 2u);
}

TEST(shard_input, the_uds_rule_covers_both_unix_sockets) {
  dogstatsd_config config;
  config.dogstatsd_eol_required = {dogstatsd_transport::uds};
  shard_fixture x{config};
  EXPECT_EQ(x.take({"a:1|c"}, 0, transport::uds).folded, 0u);
  EXPECT_EQ(x.take({"a:1|c"}, 0, transport::uds_stream).folded, 0u);
  EXPECT_EQ(x.take({"a:1|c"}, 0, transport::udp).folded, 1u);
}

TEST(shard_input, filtered_values_are_counted_one_by_one) {
  dogstatsd_config config;
  config.metric_filterlist = {"bad"};
  shard_fixture x{config};
  auto& counts = x.take({"bad:1:2:3|c\ngood:1|c"});
  EXPECT_EQ(counts.dropped_for(drop_reason::filtered), 3u);
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::filtered), 3u);
}

// Catalogue B06.
TEST(shard_input, names_with_bad_bytes_are_dropped_tags_with_them_kept) {
  shard_fixture x;
  x.take({"a\xff:1|c\nb:1|c|#t:\xff"});
  EXPECT_EQ(x.dropped(x.books.values, drop_reason::bad_name), 1u);
  EXPECT_EQ(x.only_window().counters.size(), 1u);
}

TEST(shard_input, more_lines_than_a_chunk_keep_their_values_apart) {
  shard_fixture x;
  std::string packet;
  for (int i = 0; i < 500; ++i)
    packet += "n" + std::to_string(i % 70) + ":" + std::to_string(i) + ":1|c\n";
  x.take({packet});
  auto window = x.only_window();
  ASSERT_EQ(window.counters.size(), 70u);
  double sum = 0;
  for (auto& row : window.counters)
    sum += row.sum;
  EXPECT_EQ(sum, 499 * 500 / 2 + 500);
}

} // namespace
} // namespace troupe
