#include "config/load/text.hpp"

#include <gtest/gtest.h>

namespace troupe::text {
namespace {

TEST(text, a_duration_needs_its_unit) {
  EXPECT_EQ(to_duration("10s"), 10'000'000'000);
  EXPECT_EQ(to_duration("1h30m"), 5'400'000'000'000);
  EXPECT_EQ(to_duration("7d"), int64_t{604'800} * 1'000'000'000);
  EXPECT_EQ(to_duration("1.5s"), 1'500'000'000);
  EXPECT_EQ(to_duration("0"), 0);
  for (auto x : {"", "10", "s", "10 s", "-5s", "10x", "1h30", "99999999999d"})
    EXPECT_EQ(to_duration(x), std::nullopt) << x;
}

TEST(text, a_size_needs_its_unit) {
  EXPECT_EQ(to_bytes("64MiB"), 64 << 20);
  EXPECT_EQ(to_bytes("1.5KiB"), 1536);
  EXPECT_EQ(to_bytes("512B"), 512);
  for (auto x : {"", "64", "64MB", "MiB", "-1MiB", "0.3B", "99999999TiB"})
    EXPECT_EQ(to_bytes(x), std::nullopt) << x;
}

TEST(text, the_agents_sizes_are_powers_of_1024) {
  EXPECT_EQ(to_agent_bytes("10Mb"), 10 << 20);
  EXPECT_EQ(to_agent_bytes("10m"), 10 << 20);
  EXPECT_EQ(to_agent_bytes("4 KB"), 4096);
  EXPECT_EQ(to_agent_bytes("4096"), 4096);
  for (auto x : {"", "Mb", "10Xb", "-1"})
    EXPECT_EQ(to_agent_bytes(x), std::nullopt) << x;
}

TEST(text, printed_units_read_back_exactly) {
  for (int64_t x : {0L, 1L, 59L, 60L, 3600L, 86'400L, 90'000L, 3601L})
    EXPECT_EQ(to_duration(from_seconds(x)), x * 1'000'000'000);
  for (int64_t x : {0L, 1L, 1000L, 1024L, 268'435'456L, 1L << 40})
    EXPECT_EQ(to_bytes(from_bytes(x)), x);
  EXPECT_EQ(from_seconds(90'000), "25h");
  EXPECT_EQ(from_bytes(268'435'456), "256MiB");
}

TEST(text, numbers_are_whole_texts) {
  EXPECT_EQ(to_int("-12"), -12);
  EXPECT_EQ(to_int("+12"), 12);
  for (auto x : {"", "1 ", "0x10", "1.0", "99999999999999999999"})
    EXPECT_EQ(to_int(x), std::nullopt) << x;
  EXPECT_EQ(to_double("2.5"), 2.5);
  for (auto x : {"", "nan", "inf", "2,5", "1e999"})
    EXPECT_EQ(to_double(x), std::nullopt) << x;
}

TEST(text, distance_counts_a_swap_as_one_edit) {
  EXPECT_EQ(distance("port", "port"), 0u);
  EXPECT_EQ(distance("prot", "port"), 1u);
  EXPECT_EQ(distance("prt", "port"), 1u);
  EXPECT_EQ(distance("sitting", "kitten"), 3u);
  EXPECT_GT(distance(std::string(200, 'a'), "a"), 1'000u);
}

TEST(text, a_shown_value_is_short_escaped_and_holds_no_key) {
  EXPECT_EQ(shown("abc"), "\"abc\"");
  EXPECT_EQ(shown("a\nb\x1b[31m"), "\"a\\x0ab\\x1b[31m\"");
  EXPECT_EQ(shown(std::string(70, 'z')), "\"" + std::string(64, 'z') + "...\"");
  EXPECT_EQ(shown("x0123456789abcdef0123456789abcdef"), "(hidden)");
  EXPECT_EQ(shown("http://u:p@host"), "(hidden)");
}

TEST(text, split_and_trim_take_any_white_space) {
  EXPECT_EQ(split(" a\tb \n c ", " \t\n"),
            (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim("  "), "");
}

} // namespace
} // namespace troupe::text
