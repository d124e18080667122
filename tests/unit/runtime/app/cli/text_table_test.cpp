#include "runtime/app/cli/text_table.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(text_table, columns_line_up) {
  text_table table{"lr"};
  table.row({"name", "in"});
  table.line("    a line of its own that is longer than all");
  table.row({"packets", "1,204"});
  table.row({"\xC3\xBC", ""});
  EXPECT_EQ(table.print(), "name        in\n"
                           "    a line of its own that is longer than all\n"
                           "packets  1,204\n"
                           "\xC3\xBC\n");
}

TEST(text_table, numbers_are_grouped) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1,000");
  EXPECT_EQ(grouped(1'204'331), "1,204,331");
  EXPECT_EQ(grouped(-100), "-100");
  EXPECT_EQ(grouped(-1'000), "-1,000");
}

TEST(text_table, sizes_have_units) {
  EXPECT_EQ(bytes_text(1'023), "1023 B");
  EXPECT_EQ(bytes_text(2'048), "2.0 KiB");
  EXPECT_EQ(bytes_text(11'744'051), "11.2 MiB");
  EXPECT_EQ(bytes_text(uint64_t{5} << 50), "5120.0 TiB");
}

TEST(text_table, durations_have_two_units_at_most) {
  EXPECT_EQ(duration_text(41), "41s");
  EXPECT_EQ(duration_text(61), "1m 1s");
  EXPECT_EQ(duration_text(8'100), "2h 15m");
  EXPECT_EQ(duration_text(90'000), "1d 1h");
}

TEST(text_table, long_texts_are_cut_and_control_characters_go) {
  EXPECT_EQ(shorten("abc", 3), "abc");
  EXPECT_EQ(shorten("abcd", 3), "ab~");
  EXPECT_EQ(shorten("\xC3\xBC\xC3\xBC\xC3\xBC", 2), "\xC3\xBC~");
  EXPECT_EQ(shorten("a\n\x1b[31mb", 20), "a  [31mb");
}

} // namespace
} // namespace troupe
