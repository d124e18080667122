#include "proto/dogstatsd/origin.hpp"

#include <gtest/gtest.h>

namespace troupe::dsd {
namespace {

TEST(origin_fields, local_data_has_four_forms) {
  EXPECT_EQ(parse_local_data("ci-abc").container_id, "abc");
  EXPECT_EQ(parse_local_data("cid-abc").container_id, "abc");
  EXPECT_EQ(parse_local_data("abc").container_id, "abc");
  EXPECT_EQ(parse_local_data("in-42").inode, 42u);
  EXPECT_EQ(parse_local_data("in-4x").inode, 0u);
}

TEST(origin_fields, of_a_list_only_marked_items_count) {
  auto x = parse_local_data("ci-abc,in-42,zzz");
  EXPECT_EQ(x.container_id, "abc");
  EXPECT_EQ(x.inode, 42u);
  EXPECT_EQ(parse_local_data("abc,def").container_id, "");
}

TEST(origin_fields, external_data_names_the_container_and_its_pod) {
  auto x = parse_external_data("it-true,cn-app,pu-1-2-3");
  EXPECT_TRUE(x.init_container);
  EXPECT_EQ(x.container_name, "app");
  EXPECT_EQ(x.pod_uid, "1-2-3");
  EXPECT_FALSE(parse_external_data("it-false,junk").init_container);
}

TEST(origin_fields, cardinality_is_one_of_four_words) {
  EXPECT_EQ(parse_cardinality("none"), cardinality::none);
  EXPECT_EQ(parse_cardinality("low"), cardinality::low);
  EXPECT_EQ(parse_cardinality("orchestrator"), cardinality::orchestrator);
  EXPECT_EQ(parse_cardinality("high"), cardinality::high);
  EXPECT_FALSE(parse_cardinality("High").has_value());
}

} // namespace
} // namespace troupe::dsd
