#include "proto/dogstatsd/metric.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace troupe::dsd {
namespace {

struct parsed {
  verdict result;
  metric_line line;
  std::vector<double> values;
};

parsed parse(std::string_view text, const parse_options& options = {}) {
  parsed x;
  x.result = parse_metric(text, options, x.line, x.values);
  return x;
}

parse_options with_client_origin() {
  parse_options result;
  result.client_origin = true;
  return result;
}

TEST(metric_line, the_smallest_message_is_enough) {
  auto x = parse("n:1|c");
  ASSERT_TRUE(x.result);
  EXPECT_EQ(x.line.name, "n");
  EXPECT_EQ(x.line.value, 1);
  EXPECT_EQ(x.line.value_count, 1u);
  EXPECT_EQ(x.line.type, metric_type::count);
  EXPECT_EQ(x.line.sample_rate, 1);
  EXPECT_EQ(x.line.timestamp, 0);
  EXPECT_TRUE(x.line.tags.empty());
}

TEST(metric_line, every_type_is_known_by_its_exact_word) {
  EXPECT_EQ(parse("n:1|c").line.type, metric_type::count);
  EXPECT_EQ(parse("n:1|g").line.type, metric_type::gauge);
  EXPECT_EQ(parse("n:1|h").line.type, metric_type::histogram);
  EXPECT_EQ(parse("n:1|ms").line.type, metric_type::timing);
  EXPECT_EQ(parse("n:1|d").line.type, metric_type::distribution);
  EXPECT_EQ(parse("n:1|s").line.type, metric_type::set);
}

TEST(metric_line, types_become_the_agents_kinds) {
  EXPECT_EQ(kind_of(metric_type::count), metric_kind::counter);
  EXPECT_EQ(kind_of(metric_type::timing), metric_kind::histogram);
  EXPECT_EQ(kind_of(metric_type::histogram), metric_kind::histogram);
  EXPECT_EQ(kind_of(metric_type::gauge), metric_kind::gauge);
  EXPECT_EQ(kind_of(metric_type::set), metric_kind::set);
  EXPECT_EQ(kind_of(metric_type::distribution), metric_kind::distribution);
}

TEST(metric_line, all_fields_come_in_any_order) {
  auto x = parse("page.views:2.5|d|T1656581400|#env:dev,a|@0.5|c:ci-1|"
                 "e:it-true|card:low",
                 with_client_origin());
  ASSERT_TRUE(x.result);
  EXPECT_EQ(x.line.name, "page.views");
  EXPECT_EQ(x.line.value, 2.5);
  EXPECT_EQ(x.line.timestamp, 1656581400);
  EXPECT_EQ(x.line.tags, "env:dev,a");
  EXPECT_EQ(x.line.sample_rate, 0.5);
  EXPECT_EQ(x.line.origin.local_data, "ci-1");
  EXPECT_EQ(x.line.origin.external_data, "it-true");
  EXPECT_EQ(x.line.origin.cardinality, "low");
}

TEST(metric_line, the_last_of_a_repeated_field_wins) {
  auto x = parse("n:1|c|@0.5|#a|@0.25|#b|c:1|c:2", with_client_origin());
  ASSERT_TRUE(x.result);
  EXPECT_EQ(x.line.sample_rate, 0.25);
  EXPECT_EQ(x.line.tags, "b");
  EXPECT_EQ(x.line.origin.local_data, "2");
  EXPECT_EQ(parse("n:1|c|#a|#").line.tags, "");
}

TEST(metric_line, unknown_and_empty_fields_are_ignored) {
  auto x = parse("n:1|c||x:9|?|#a|");
  ASSERT_TRUE(x.result);
  EXPECT_EQ(x.line.tags, "a");
}

// shows: dogstatsd_origin_detection_client
TEST(metric_line, origin_fields_count_only_when_clients_are_believed) {
  auto x = parse("n:1|c|c:1|e:2|card:low");
  ASSERT_TRUE(x.result);
  EXPECT_TRUE(x.line.origin.empty());
}

TEST(metric_line, a_timestamp_is_ignored_when_the_path_is_off) {
  parse_options options;
  options.timestamps = false;
  for (auto text : {"n:1|c|T5", "n:1|c|Tx", "n:1|c|T-5"}) {
    auto x = parse(text, options);
    ASSERT_TRUE(x.result) << text;
    EXPECT_EQ(x.line.timestamp, 0);
  }
}

TEST(metric_line, packed_values_skip_empty_items) {
  auto x = parse("n:21::22:|c");
  ASSERT_TRUE(x.result);
  EXPECT_EQ(x.values, (std::vector<double>{21, 22}));
  EXPECT_EQ(x.line.value_count, 2u);
  auto one = parse("n::5|g");
  ASSERT_TRUE(one.result);
  EXPECT_EQ(one.line.value_count, 1u);
  EXPECT_EQ(one.line.value, 5);
  EXPECT_TRUE(one.values.empty());
}

TEST(metric_line, packed_values_are_appended_for_the_caller_to_find) {
  metric_line first, second;
  std::vector<double> values;
  ASSERT_TRUE(parse_metric("a:1:2|c", {}, first, values));
  ASSERT_FALSE(parse_metric("a:7:x|c", {}, second, values));
  ASSERT_FALSE(parse_metric("a:7:8|c|@x", {}, second, values));
  ASSERT_TRUE(parse_metric("a:3:4|c", {}, second, values));
  EXPECT_EQ(values, (std::vector<double>{1, 2, 3, 4}));
  EXPECT_EQ(second.first_value, 2u);
}

TEST(metric_line, a_set_takes_its_value_whole) {
  auto x = parse("n:a:b:c|s");
  ASSERT_TRUE(x.result);
  EXPECT_EQ(x.line.raw_value, "a:b:c");
  EXPECT_EQ(x.line.value_count, 1u);
}

// Catalogue B12.
TEST(metric_line, values_beyond_the_limit_are_counted) {
  std::string text = "n";
  for (int i = 0; i < 10'000; ++i)
    text += ":1";
  text += "|c";
  auto x = parse(text);
  ASSERT_TRUE(x.result);
  EXPECT_EQ(x.line.value_count, 4096u);
  EXPECT_EQ(x.line.values_over, 10'000u - 4096u);
}

// Catalogue B01.
TEST(metric_line, each_refusal_has_its_own_reason) {
  struct row {
    const char* text;
    drop_reason why;
  };
  const row rows[] = {
      {"", drop_reason::parse_nopipe},
      {"n", drop_reason::parse_nopipe},
      {"n:1", drop_reason::parse_nopipe},
      {"n|c", drop_reason::parse_nocolon},
      {"|", drop_reason::parse_nocolon},
      {"|c|n:1", drop_reason::parse_nocolon},
      {":1|c", drop_reason::bad_name},
      {"n:|c", drop_reason::parse_value},
      {"n:|s", drop_reason::parse_value},
      {"n:x|c", drop_reason::parse_value},
      {"n:1:x|c", drop_reason::parse_value},
      {"n::|c", drop_reason::parse_value},
      {"n:1e400|c", drop_reason::parse_value},
      {"n: 1|c", drop_reason::parse_value},
      {"n:1|", drop_reason::parse_type},
      {"n:1|x", drop_reason::parse_type},
      {"n:1|C", drop_reason::parse_type},
      {"n:1|mss", drop_reason::parse_type},
      {"n:1|c ", drop_reason::parse_type},
      {"n:1|#a|c", drop_reason::parse_type},
      {"n:1|c|@", drop_reason::parse_rate},
      {"n:1|c|@x", drop_reason::parse_rate},
      {"n:1|c|@0.5|@x", drop_reason::parse_rate},
      {"n:1|c|T", drop_reason::parse_ts},
      {"n:1|c|T0", drop_reason::parse_ts},
      {"n:1|c|T-5", drop_reason::parse_ts},
      {"n:1|c|T1.5", drop_reason::parse_ts},
      {"n:1|c|T99999999999999999999", drop_reason::parse_ts},
  };
  for (auto& x : rows) {
    auto result = parse(x.text).result;
    ASSERT_FALSE(result) << x.text;
    EXPECT_EQ(result.why(), x.why) << x.text;
  }
}

TEST(metric_line, rates_out_of_range_are_not_the_parsers_business) {
  for (auto text : {"n:1|c|@0", "n:1|c|@-1", "n:1|c|@2", "n:1|c|@inf"})
    EXPECT_TRUE(parse(text).result) << text;
}

// Catalogue B07.
TEST(metric_line, non_finite_values_pass_for_a_later_refusal) {
  EXPECT_TRUE(std::isnan(parse("n:nan|g").line.value));
  EXPECT_TRUE(std::isinf(parse("n:-inf|g").line.value));
}

TEST(metric_line, long_names_are_found_at_every_length) {
  for (size_t size = 1; size < 70; ++size) {
    std::string name(size, 'n');
    auto text = name + ":1|c";
    auto x = parse(text);
    ASSERT_TRUE(x.result);
    EXPECT_EQ(x.line.name, name);
    EXPECT_EQ(parse(name + "|c").result.why(), drop_reason::parse_nocolon);
  }
}

} // namespace
} // namespace troupe::dsd
