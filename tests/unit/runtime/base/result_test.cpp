#include "runtime/base/result.hpp"

#include <memory>

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(result_test, holds_a_value) {
  result<std::string> x{std::string{"yes"}};
  ASSERT_TRUE(x);
  EXPECT_EQ(*x, "yes");
  EXPECT_EQ(x->size(), 3u);
}

TEST(result_test, holds_an_error) {
  result<int> x{error{errc::in_use, "port 8125 is taken"}};
  ASSERT_FALSE(x);
  EXPECT_EQ(x.err().code, errc::in_use);
  EXPECT_EQ(x.err().text, "port 8125 is taken");
}

TEST(result_test, gives_up_what_cannot_be_copied) {
  result<std::unique_ptr<int>> x{std::make_unique<int>(7)};
  auto value = *std::move(x);
  EXPECT_EQ(*value, 7);
}

TEST(result_test, a_status_is_ok_or_an_error) {
  EXPECT_TRUE(ok());
  EXPECT_FALSE(status(error{errc::io, "no"}));
}

TEST(result_test, the_codes_are_frozen) {
  EXPECT_EQ(static_cast<int>(errc::none), 0);
  EXPECT_EQ(static_cast<int>(errc::bad_config), 1);
  EXPECT_EQ(static_cast<int>(errc::io), 2);
  EXPECT_EQ(static_cast<int>(errc::in_use), 3);
  EXPECT_EQ(static_cast<int>(errc::timeout), 4);
  EXPECT_EQ(static_cast<int>(errc::unreachable), 5);
  EXPECT_EQ(static_cast<int>(errc::denied), 6);
  EXPECT_EQ(static_cast<int>(errc::bad_input), 7);
  EXPECT_EQ(static_cast<int>(errc::limit), 8);
  EXPECT_EQ(static_cast<int>(errc::not_found), 9);
}

} // namespace
} // namespace troupe
