#include "actors/forwarder/key_checks.hpp"

#include "tests/support/forwarding.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

constexpr int64_t hour = 3600 * test::second_ns;

endpoint checked(std::string url, std::string key) {
  auto x = test::make_endpoint(url, std::move(key));
  x.validate_url = std::move(url);
  return x;
}

TEST(key_checks, each_key_is_checked_at_the_start_and_once_an_interval) {
  key_checks x{{checked("a", "1"), checked("b", "2")}, hour};
  EXPECT_EQ(x.next(5), 0u);
  EXPECT_EQ(x.next(5), 1u);
  EXPECT_FALSE(x.next(5).has_value());
  EXPECT_FALSE(x.next(4 + hour).has_value());
  EXPECT_EQ(x.next(5 + hour), 0u);
  EXPECT_EQ(x.next(6 + hour), 1u);
  EXPECT_FALSE(x.next(7 + hour).has_value());
}

TEST(key_checks, a_key_of_two_endpoints_is_checked_once_for_both) {
  key_checks x{{checked("a", "1"), checked("a", "1"), checked("a", "2")}, hour};
  EXPECT_EQ(x.at(0).endpoints, (std::vector<size_t>{0, 1}));
  EXPECT_EQ(x.at(1).endpoints, (std::vector<size_t>{2}));
}

TEST(key_checks, an_endpoint_without_a_check_is_left_alone) {
  key_checks x{{test::make_endpoint("local")}, hour};
  EXPECT_FALSE(x.next(1).has_value());
}

TEST(key_checks, a_restart_makes_all_due_again) {
  key_checks x{{checked("a", "1")}, hour};
  x.next(1);
  x.restart();
  EXPECT_EQ(x.next(2), 0u);
}

TEST(key_checks, ten_seconds_are_shared_by_all_keys) {
  key_checks one{{checked("a", "1")}, hour};
  key_checks two{{checked("a", "1"), checked("a", "2")}, hour};
  EXPECT_EQ(one.timeout_ms(), 10'000);
  EXPECT_EQ(two.timeout_ms(), 5'000);
}

TEST(key_checks, only_200_and_403_prove_something) {
  EXPECT_EQ(key_checks::judge(200), key_state::valid);
  EXPECT_EQ(key_checks::judge(403), key_state::invalid);
  for (auto status : {0, 202, 301, 401, 429, 500})
    EXPECT_EQ(key_checks::judge(status), key_state::unknown) << status;
}

} // namespace
} // namespace troupe
