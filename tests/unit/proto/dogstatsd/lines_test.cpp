#include "proto/dogstatsd/lines.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace troupe::dsd {
namespace {

std::vector<std::string_view> split(line_reader& reader) {
  std::vector<std::string_view> result;
  for (std::string_view line; reader.next(line);)
    result.push_back(line);
  return result;
}

using lines = std::vector<std::string_view>;

TEST(lines, a_packet_splits_at_newlines_and_needs_none_at_the_end) {
  line_reader reader{"a\nb\nc", false};
  EXPECT_EQ(split(reader), (lines{"a", "b", "c"}));
  EXPECT_FALSE(reader.unterminated());
}

TEST(lines, one_carriage_return_before_the_newline_goes) {
  line_reader reader{"a\r\nb\r\r\n\r\nc\r", false};
  EXPECT_EQ(split(reader), (lines{"a", "b\r", "c"}));
}

TEST(lines, empty_lines_are_skipped) {
  line_reader reader{"\n\na\n\n", false};
  EXPECT_EQ(split(reader), (lines{"a"}));
  line_reader nothing{"", false};
  EXPECT_TRUE(split(nothing).empty());
}

TEST(lines, a_last_line_without_newline_is_dropped_where_one_is_required) {
  line_reader cut{"a\nb", true};
  EXPECT_EQ(split(cut), (lines{"a"}));
  EXPECT_TRUE(cut.unterminated());
  line_reader whole{"a\nb\n", true};
  EXPECT_EQ(split(whole), (lines{"a", "b"}));
  EXPECT_FALSE(whole.unterminated());
}

TEST(lines, the_class_is_the_prefix_alone) {
  EXPECT_EQ(classify("_e{1,1}:a|b"), message_class::event);
  EXPECT_EQ(classify("_sc|a|0"), message_class::service_check);
  EXPECT_EQ(classify("_scx"), message_class::service_check);
  EXPECT_EQ(classify("_e"), message_class::metric);
  EXPECT_EQ(classify("_ex:1|c"), message_class::metric);
  EXPECT_EQ(classify("a:1|c"), message_class::metric);
}

} // namespace
} // namespace troupe::dsd
