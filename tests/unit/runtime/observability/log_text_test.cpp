#include "runtime/observability/log_text.hpp"

#include <gtest/gtest.h>

#include "runtime/observability/log.hpp"
#include "runtime/observability/log_limiter.hpp"

namespace troupe {
namespace {

TEST(log_text, control_characters_and_escape_sequences_are_escaped) {
  EXPECT_EQ(escaped("a\nb\r\tc\x1b[31m\x7f", 100),
            "a\\nb\\r\\tc\\x1b[31m\\x7f");
  EXPECT_EQ(escaped(std::string_view{"a\0b", 3}, 100), "a\\x00b");
}

TEST(log_text, marks_that_turn_text_around_are_escaped) {
  EXPECT_EQ(escaped("a\u202eb", 100), "a\\u202eb");
  EXPECT_EQ(escaped("\u2066x\u2069\u200f\ufeff\u0085", 100),
            "\\u2066x\\u2069\\u200f\\ufeff\\u0085");
}

TEST(log_text, valid_utf8_stays_and_other_bytes_are_escaped) {
  EXPECT_EQ(escaped("gr\u00fc\u00df \u4f60 \U0001f600", 100),
            "gr\u00fc\u00df \u4f60 \U0001f600");
  EXPECT_EQ(escaped("\xff\xc0\x80\xed\xa0\x80\xe2\x82", 100),
            "\\xff\\xc0\\x80\\xed\\xa0\\x80\\xe2\\x82");
}

TEST(log_text, a_cut_is_marked_and_splits_no_character) {
  EXPECT_EQ(escaped("abcdef", 3), "abc...");
  EXPECT_EQ(escaped("ab\u00fc", 3), "ab...");
  EXPECT_EQ(escaped("ab\u00fcd", 4), "ab\u00fc...");
  EXPECT_EQ(outside(std::string(300, 'x')), std::string(256, 'x') + "...");
}

log_record record(std::string_view text) {
  log_record out;
  out.level = log_level::warn;
  out.wall_ns = int64_t{1'700'000'000} * 1'000'000'000;
  out.text = text;
  return out;
}

TEST(log_text, a_line_looks_like_the_agents) {
  auto line = text_line(record("hello"), false);
  EXPECT_EQ(line.substr(0, line.find("(")),
            "2023-11-14 22:13:20 UTC | TROUPE | WARN | ");
  EXPECT_EQ(line.substr(line.rfind("| ")), "| hello");
  EXPECT_EQ(text_line(record("x"), true).substr(0, 22),
            "2023-11-14T22:13:20Z |");
}

TEST(log_text, json_quotes_what_it_holds) {
  auto line = json_line(record(R"(say "hi" \ there)"), false);
  EXPECT_NE(line.find(R"("level":"WARN")"), std::string::npos) << line;
  EXPECT_NE(line.find(R"("msg":"say \"hi\" \\ there"})"), std::string::npos)
      << line;
}

TEST(log_limiter, ten_lines_a_second_pass_and_the_next_tells_the_rest) {
  log_limiter limiter;
  int64_t now = 5'000'000'000;
  int passed = 0;
  for (int i = 0; i < 25; ++i)
    passed += limiter.ask(7, now).pass ? 1 : 0;
  EXPECT_EQ(passed, 10);
  EXPECT_TRUE(limiter.ask(8, now).pass);
  auto later = limiter.ask(7, now + 1'000'000'000);
  EXPECT_TRUE(later.pass);
  EXPECT_EQ(later.suppressed, 15u);
  EXPECT_EQ(limiter.ask(7, now + 1'000'000'000).suppressed, 0u);
  EXPECT_EQ(limiter.suppressed(), 15u);
}

TEST(log_limiter, sites_beyond_its_bound_share_one_count) {
  log_limiter limiter;
  for (uint64_t site = 1; site <= 1024; ++site)
    EXPECT_TRUE(limiter.ask(site, 1).pass);
  int passed = 0;
  for (uint64_t site = 2000; site < 2100; ++site)
    passed += limiter.ask(site, 1).pass ? 1 : 0;
  EXPECT_EQ(passed, 10);
}

} // namespace
} // namespace troupe
