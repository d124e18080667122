#include "proto/dogstatsd/number.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace troupe::dsd {
namespace {

TEST(number, floats_are_read_as_go_reads_them) {
  struct row {
    const char* text;
    double value;
  };
  constexpr auto infinity = std::numeric_limits<double>::infinity();
  const row rows[] = {
      {"0", 0},
      {"42", 42},
      {"+42", 42},
      {"-42", -42},
      {"1.5", 1.5},
      {".5", .5},
      {"5.", 5},
      {"-.5", -.5},
      {"007", 7},
      {"1e3", 1000},
      {"1E3", 1000},
      {"1e+3", 1000},
      {"1e-3", 0.001},
      {"0.1", 0.1},
      {"0.3333333333333333", 0.3333333333333333},
      {"123456789012345", 123456789012345},
      {"1234567890123456789", 1234567890123456789.0},
      {"0.000000000000001", 1e-15},
      {"9007199254740993", 9007199254740992},
      {"17976931348623157e292", 1.7976931348623157e308},
      {"4.9e-324", 5e-324},
      {"1e-400", 0},
      {"0.0000000000e400", 0},
      {"1234567890123456789012345678901234567890", 1.2345678901234568e39},
      {"0x10p0", 16},
      {"0X1.8p1", 3},
      {"-0x1p-2", -0.25},
      {"0x.8p0", 0.5},
      {"0x1p-2000", 0},
      {"1_000", 1000},
      {"1_23.50_0_0e+1_2", 1.235e14},
      {"0x_1_2.3_4_5p+1_2", 74565},
      {"inf", infinity},
      {"+Inf", infinity},
      {"-INFINITY", -infinity},
      {"Infinity", infinity},
  };
  for (auto& x : rows) {
    double value = -1;
    EXPECT_TRUE(parse_float(x.text, value)) << x.text;
    EXPECT_EQ(value, x.value) << x.text;
  }
}

TEST(number, minus_zero_keeps_its_sign) {
  double value = 1;
  ASSERT_TRUE(parse_float("-0", value));
  EXPECT_EQ(value, 0);
  EXPECT_TRUE(std::signbit(value));
  ASSERT_TRUE(parse_float("-1e-400", value));
  EXPECT_TRUE(std::signbit(value));
}

TEST(number, nan_is_a_number_to_go) {
  for (auto text : {"nan", "NaN", "NAN"}) {
    double value = 1;
    ASSERT_TRUE(parse_float(text, value));
    EXPECT_TRUE(std::isnan(value));
  }
}

TEST(number, what_go_refuses_is_refused) {
  for (auto text :
       {"",       " ",     "1 ",       " 1",     "a",    "1a",    ".",
        "+",      "-",     "--1",      "+-1",    "-+1",  "1e",    "1e+",
        "e1",     "1.2.3", "+nan",     "-nan",   "in",   "infi",  "infinit",
        "infx",   "nanx",  "1e400",    "-1e400", "0x",   "0x1",   "0x1.8",
        "0xp1",   "0x1p",  "0x1p2000", "_1",     "1_",   "1__0",  "1_.5",
        "1._5",   "1.5_",  "1e_5",     "1e5_",   "1_e5", "-_1",   "1,5",
        "0b11p0", "1e5e5", "nan(1)",   "0x1g0",  "1p5",  "1e5.5", "1:2"}) {
    double value = 0;
    EXPECT_FALSE(parse_float(text, value)) << text;
  }
}

TEST(number, a_long_number_with_underscores_is_read_whole) {
  std::string text = "1";
  for (int i = 0; i < 600; ++i)
    text += "_0";
  double value = 0;
  EXPECT_FALSE(parse_float(text, value));
  text += "e-600";
  ASSERT_TRUE(parse_float(text, value));
  EXPECT_EQ(value, 1);
}

TEST(number, an_embedded_nul_is_no_end) {
  double value = 0;
  EXPECT_FALSE(parse_float(std::string_view{"1\0", 2}, value));
}

TEST(number, integers_are_read_as_go_reads_them) {
  int64_t value = 0;
  EXPECT_TRUE(parse_int("+5", value));
  EXPECT_EQ(value, 5);
  EXPECT_TRUE(parse_int("-9223372036854775808", value));
  EXPECT_EQ(value, std::numeric_limits<int64_t>::min());
  for (auto text : {"", "+", "-", "+-1", "9223372036854775808", "1_0", "1.0",
                    "0x1", " 1", "1 "})
    EXPECT_FALSE(parse_int(text, value)) << text;
}

} // namespace
} // namespace troupe::dsd
