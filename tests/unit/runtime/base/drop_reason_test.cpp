#include "runtime/base/drop_reason.hpp"

#include <set>

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(drop_reason_test, every_reason_has_a_word_of_its_own_and_an_explanation) {
  std::set<std::string_view> words;
  for (size_t i = 0; i < drop_reason_count; ++i) {
    auto reason = static_cast<drop_reason>(i);
    words.insert(to_string(reason));
    EXPECT_FALSE(describe(reason).empty()) << to_string(reason);
  }
  EXPECT_EQ(words.size(), drop_reason_count);
}

TEST(drop_reason_test, words_are_the_identifiers) {
  EXPECT_EQ(to_string(drop_reason::parse_nocolon), "parse_nocolon");
  EXPECT_EQ(to_string(drop_reason::queue_full), "queue_full");
  EXPECT_EQ(to_string(drop_reason::actor_down), "actor_down");
}

TEST(drop_reason_test, nothing_is_dropped_for_other_reasons) {
  for (size_t i = 0; i < drop_reason_count; ++i)
    EXPECT_NE(to_string(static_cast<drop_reason>(i)), "other");
}

} // namespace
} // namespace troupe
