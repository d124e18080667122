#include "proto/dogstatsd/service_check.hpp"

#include <string>

#include <gtest/gtest.h>

namespace troupe::dsd {
namespace {

TEST(service_check_line, each_status_is_a_digit) {
  const check_status states[] = {check_status::ok, check_status::warning,
                                 check_status::critical, check_status::unknown};
  for (int i = 0; i < 4; ++i) {
    service_check_line x;
    auto text = "_sc|db|" + std::to_string(i);
    ASSERT_TRUE(parse_service_check(text, {}, x));
    EXPECT_EQ(x.name, "db");
    EXPECT_EQ(x.status, states[i]);
  }
}

TEST(service_check_line, all_fields_are_read) {
  parse_options options;
  options.client_origin = true;
  service_check_line x;
  ASSERT_TRUE(parse_service_check("_sc|db|2|d:1700000000|h:web|#a,b|c:ci-1|"
                                  "e:cn-2|card:none|m:all: down",
                                  options, x));
  EXPECT_EQ(x.timestamp, 1700000000);
  EXPECT_EQ(x.host, "web");
  EXPECT_EQ(x.tags, "a,b");
  EXPECT_EQ(x.message, "all: down");
  EXPECT_EQ(x.origin.local_data, "ci-1");
  EXPECT_EQ(x.origin.external_data, "cn-2");
  EXPECT_EQ(x.origin.cardinality, "none");
}

TEST(service_check_line, a_message_runs_to_the_next_bar) {
  service_check_line x;
  ASSERT_TRUE(parse_service_check("_sc|db|0|m:one|two", {}, x));
  EXPECT_EQ(x.message, "one");
}

TEST(service_check_line, a_bad_optional_field_is_skipped) {
  service_check_line x;
  ASSERT_TRUE(parse_service_check("_sc|db|0|d:now|z|#a", {}, x));
  EXPECT_EQ(x.timestamp, 0);
  EXPECT_EQ(x.tags, "a");
}

TEST(service_check_line, malformed_checks_are_refused) {
  for (auto text : {"_sc", "_sc|", "_sc|db", "_sc||0", "_sc|db|", "_sc|db|4",
                    "_sc|db|00", "_sc|db|x", "_sc|db|-1", "_sc||"}) {
    service_check_line x;
    auto result = parse_service_check(text, {}, x);
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.why(), drop_reason::parse_service_check) << text;
  }
}

} // namespace
} // namespace troupe::dsd
