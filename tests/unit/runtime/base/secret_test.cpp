#include "runtime/base/secret.hpp"

#include <concepts>
#include <ostream>
#include <type_traits>

#include <gtest/gtest.h>

namespace troupe {
namespace {

template <class T>
concept printable = requires(std::ostream& out, const T& x) {
  out << x;
};

static_assert(printable<std::string>);
static_assert(!printable<secret>, "nobody may print a secret by accident");
static_assert(!std::convertible_to<secret, std::string>);
static_assert(!std::convertible_to<secret, std::string_view>);
static_assert(!std::convertible_to<std::string, secret>);

TEST(secret_test, people_see_the_last_four_characters) {
  secret x{"0123456789abcdef0123456789abcdef"};
  EXPECT_EQ(x.masked(), "********cdef");
  EXPECT_EQ(x.reveal(), "0123456789abcdef0123456789abcdef");
}

TEST(secret_test, people_see_nothing_of_a_short_one) {
  EXPECT_EQ(secret{"1234567"}.masked(), "********");
  EXPECT_EQ(secret{"12345678"}.masked(), "********5678");
}

TEST(secret_test, an_empty_one_is_shown_as_empty) {
  EXPECT_TRUE(secret{}.empty());
  EXPECT_EQ(secret{}.masked(), "");
}

TEST(secret_test, equality_looks_at_every_character) {
  EXPECT_EQ(secret{"abcd"}, secret{"abcd"});
  EXPECT_FALSE(secret{"abcd"} == secret{"abce"});
  EXPECT_FALSE(secret{"xbcd"} == secret{"abcd"});
  EXPECT_FALSE(secret{"abcd"} == secret{"abcde"});
}

TEST(secret_test, wiping_leaves_no_character) {
  std::string text = "0123456789abcdef0123456789abcdef";
  secret::wipe(text);
  EXPECT_EQ(text, std::string(32, '\0'));
}

} // namespace
} // namespace troupe
