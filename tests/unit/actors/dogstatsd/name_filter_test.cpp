#include "actors/dogstatsd/name_filter.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(name_filter, an_empty_list_matches_nothing) {
  name_filter x;
  EXPECT_FALSE(x.matches(""));
  EXPECT_FALSE(x.matches("a"));
}

TEST(name_filter, names_match_whole) {
  name_filter x{{"b.two", "a.one"}, false};
  EXPECT_TRUE(x.matches("a.one"));
  EXPECT_TRUE(x.matches("b.two"));
  EXPECT_FALSE(x.matches("a.on"));
  EXPECT_FALSE(x.matches("a.one.more"));
  EXPECT_FALSE(x.matches("z"));
}

TEST(name_filter, prefixes_match_what_begins_with_them) {
  name_filter x{{"foo.bar", "foo", "quux."}, true};
  EXPECT_TRUE(x.matches("foo"));
  EXPECT_TRUE(x.matches("foo.zzz"));
  EXPECT_TRUE(x.matches("food"));
  EXPECT_TRUE(x.matches("quux.a"));
  EXPECT_FALSE(x.matches("quux"));
  EXPECT_FALSE(x.matches("fo"));
}

} // namespace
} // namespace troupe
