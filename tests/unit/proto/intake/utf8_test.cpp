#include "proto/intake/utf8.hpp"

#include <gtest/gtest.h>

namespace troupe {

namespace {

std::string repaired(std::string_view text) {
  std::string out;
  append_utf8(out, text);
  return out;
}

} // namespace

TEST(utf8, ascii_is_seen_at_every_length_and_place) {
  std::string text;
  for (int n = 0; n < 40; ++n) {
    EXPECT_TRUE(is_ascii(text));
    for (size_t i = 0; i < text.size(); ++i) {
      auto other = text;
      other[i] = '\x80';
      EXPECT_FALSE(is_ascii(other)) << n << " " << i;
      EXPECT_FALSE(is_utf8(other)) << n << " " << i;
    }
    text += 'a';
  }
}

TEST(utf8, well_formed_text_stays_as_it_is) {
  for (std::string_view text :
       {"", "plain", "caf\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
        "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
    EXPECT_EQ(repaired(text), text);
    std::string spare;
    EXPECT_EQ(to_utf8(text, spare).data(), text.data());
  }
}

// What Python's bytes.decode('utf-8', 'replace') makes of the same bytes.
TEST(utf8, ill_formed_text_gets_replacement_characters) {
  const std::string r = "\xEF\xBF\xBD";
  EXPECT_EQ(repaired("a\xFF"
                     "b"),
            "a" + r + "b");
  EXPECT_EQ(repaired("\xC0\xAF"), r + r);
  EXPECT_EQ(repaired("\xE2\x82"), r);
  EXPECT_EQ(repaired("\xE2\x82x"), r + "x");
  EXPECT_EQ(repaired("\xED\xA0\x80"), r + r + r);
  EXPECT_EQ(repaired("\xF4\x90\x80\x80"), r + r + r + r);
  EXPECT_EQ(repaired("\xF0\x9F\x98"), r);
  EXPECT_EQ(repaired("\x80"), r);
  EXPECT_EQ(repaired("long enough text \xE9t\xE9"),
            "long enough text " + r + "t" + r);
}

TEST(utf8, what_was_repaired_is_well_formed) {
  uint32_t state = 1;
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (int i = 0; i < 24; ++i) {
      state = state * 1664525 + 1013904223;
      text += static_cast<char>(state >> 24);
    }
    EXPECT_TRUE(is_utf8(repaired(text)));
    EXPECT_LE(repaired(text).size(), 3 * text.size());
  }
}

} // namespace troupe
