#include "proto/dogstatsd/event.hpp"

#include <gtest/gtest.h>

namespace troupe::dsd {
namespace {

TEST(event_line, lengths_count_bytes_and_may_hold_separators) {
  event_line x;
  ASSERT_TRUE(parse_event("_e{5,7}:a|b:c|text|\xc3\xa9|#t", {}, x));
  EXPECT_EQ(x.title, "a|b:c");
  EXPECT_EQ(x.text, "text|\xc3\xa9");
  EXPECT_EQ(x.tags, "t");
  EXPECT_EQ(x.priority, event_priority::normal);
  EXPECT_EQ(x.alert, event_alert::info);
  EXPECT_EQ(x.timestamp, 0);
}

TEST(event_line, all_fields_are_read) {
  parse_options options;
  options.client_origin = true;
  event_line x;
  ASSERT_TRUE(parse_event("_e{1,1}:a|b|d:1700000000|h:web|k:key|s:src|p:low|"
                          "t:warning|#x,y|c:ci-1|e:cn-2|card:high",
                          options, x));
  EXPECT_EQ(x.timestamp, 1700000000);
  EXPECT_EQ(x.host, "web");
  EXPECT_EQ(x.aggregation_key, "key");
  EXPECT_EQ(x.source_type, "src");
  EXPECT_EQ(x.priority, event_priority::low);
  EXPECT_EQ(x.alert, event_alert::warning);
  EXPECT_EQ(x.tags, "x,y");
  EXPECT_EQ(x.origin.local_data, "ci-1");
  EXPECT_EQ(x.origin.external_data, "cn-2");
  EXPECT_EQ(x.origin.cardinality, "high");
}

TEST(event_line, alerts_are_known_by_word) {
  event_line x;
  ASSERT_TRUE(parse_event("_e{1,1}:a|b|t:error", {}, x));
  EXPECT_EQ(x.alert, event_alert::error);
  ASSERT_TRUE(parse_event("_e{1,1}:a|b|t:success", {}, x));
  EXPECT_EQ(x.alert, event_alert::success);
}

TEST(event_line, a_bad_optional_field_is_skipped_and_the_event_kept) {
  event_line x;
  ASSERT_TRUE(parse_event("_e{1,1}:a|b|d:x|p:urgent|t:panic|z:1||x|#t", {}, x));
  EXPECT_EQ(x.timestamp, 0);
  EXPECT_EQ(x.priority, event_priority::normal);
  EXPECT_EQ(x.alert, event_alert::info);
  EXPECT_EQ(x.tags, "t");
}

TEST(event_line, an_empty_text_is_a_text) {
  event_line x;
  ASSERT_TRUE(parse_event("_e{3,0}:abc|", {}, x));
  EXPECT_EQ(x.text, "");
}

TEST(event_line, malformed_events_are_refused) {
  for (auto text :
       {"_e{", "_e{1,1}", "_e{0,1}:|b", "_e{1}:a|b", "_e{,1}:a|b",
        "_e{1,}:a|bb", "_e{a,1}:a|b", "_e{-1,1}:a|b", "_e{1,-1}:a|b",
        "_e{2,1}:a|b", "_e{1,2}:a|b", "_e{1,1}:a",
        "_e{9,9}:", "_e{9223372036854775807,9223372036854775807}:a|b",
        "_e{18446744073709551615,1}:a|b", "_e{1,18446744073709551615}:a|b"}) {
    event_line x;
    auto result = parse_event(text, {}, x);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.why(), drop_reason::parse_event) << text;
  }
}

TEST(event_line, backslash_n_becomes_a_newline) {
  EXPECT_EQ(clean_text("a\\nb\\n"), "a\nb\n");
  EXPECT_EQ(clean_text("a\\b\\"), "a\\b\\");
  EXPECT_EQ(clean_text("\\\\n"), "\\\n");
}

} // namespace
} // namespace troupe::dsd
