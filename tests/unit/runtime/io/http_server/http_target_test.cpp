#include "runtime/io/http_server/http_target.hpp"

#include <gtest/gtest.h>

namespace troupe {

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

TEST(http_target, the_query_is_decoded_in_order) {
  auto x = parse_http_target("/api/v1/query?metric=a.b&tags=env%3Adev+x&from");
  ASSERT_TRUE(x);
  EXPECT_EQ(x->path, "/api/v1/query");
  EXPECT_EQ(x->query,
            (pairs{{"metric", "a.b"}, {"tags", "env:dev x"}, {"from", ""}}));
}

TEST(http_target, a_plus_in_the_path_stays_a_plus) {
  EXPECT_EQ(parse_http_target("/a+b%20c")->path, "/a+b c");
}

TEST(http_target, broken_escapes_and_foreign_forms_are_refused) {
  for (auto x : {"", "*", "http://127.0.0.1/", "/%", "/%4", "/%zz", "/%00",
                 "/?a=%", "/?%g0=1"})
    EXPECT_FALSE(parse_http_target(x)) << x;
}

TEST(http_target, the_number_of_parameters_is_bounded) {
  std::string x = "/?a=1";
  for (int i = 1; i < 64; ++i)
    x += "&a=1";
  EXPECT_TRUE(parse_http_target(x));
  EXPECT_FALSE(parse_http_target(x + "&a=1"));
}

TEST(http_target, names_of_this_machine_are_local) {
  for (auto x : {"localhost", "LocalHost:8228", "127.0.0.1", "127.0.0.1:1",
                 "127.1.2.3", "[::1]", "[::1]:8228"})
    EXPECT_TRUE(is_local_host(x)) << x;
}

TEST(http_target, rebound_names_are_not_local) {
  for (auto x : {"", "evil.example", "127.0.0.1.evil.example",
                 "127.evil.example", "localhost.evil.example",
                 "127.0.0.1:80@evil.example", "10.0.0.1", "[::2]", "localhost:",
                 "localhost:x", "[::1]evil", "[::1", "127.0.0", "127.0.0.1.5"})
    EXPECT_FALSE(is_local_host(x)) << x;
}

TEST(http_target, more_names_can_be_allowed) {
  EXPECT_FALSE(is_local_host("box.lan:8228"));
  EXPECT_TRUE(is_local_host("box.lan:8228", {"box.lan"}));
}

TEST(http_target, only_pages_of_this_machine_are_local_origins) {
  EXPECT_TRUE(is_local_origin("http://localhost:8228"));
  for (auto x : {"null", "http://evil.example", "https://evil.example",
                 "file://localhost", "http://localhost.evil.example:8228"})
    EXPECT_FALSE(is_local_origin(x)) << x;
}

} // namespace

} // namespace troupe
