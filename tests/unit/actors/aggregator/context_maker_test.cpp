#include "actors/aggregator/context_maker.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

hash128 key(const std::string& name, const std::string& host,
            const std::vector<std::string>& tags,
            metric_kind kind = metric_kind::gauge) {
  context_traits traits;
  traits.kind = kind;
  return key_of(make_parts(name, host, tags, traits));
}

std::vector<std::string> tags_of(const metric_context& x) {
  std::vector<std::string> result;
  for (auto tag : x.tags())
    result.emplace_back(tag);
  return result;
}

TEST(context_maker_test, tags_are_sorted_and_distinct) {
  std::vector<std::string> tags{"b:2", "a:1", "b:2", "a:0"};
  auto x = make_context(make_parts("m", "web-1", tags, {}));
  EXPECT_EQ(tags_of(*x), (std::vector<std::string>{"a:0", "a:1", "b:2"}));
  EXPECT_EQ(x->name(), "m");
  EXPECT_EQ(x->host(), "web-1");
  EXPECT_FALSE(x->traits().agent_host);
}

TEST(context_maker_test, an_empty_host_is_the_agents) {
  EXPECT_TRUE(make_context(make_parts("m", "", {}, {}))->traits().agent_host);
}

TEST(context_maker_test, the_key_knows_no_order_and_no_repetition) {
  EXPECT_EQ(key("m", "h", {"a", "b"}), key("m", "h", {"b", "a", "b"}));
}

TEST(context_maker_test, each_part_makes_another_key) {
  auto base = key("m", "h", {"a"});
  EXPECT_FALSE(base == key("n", "h", {"a"}));
  EXPECT_FALSE(base == key("m", "i", {"a"}));
  EXPECT_FALSE(base == key("m", "h", {"b"}));
  EXPECT_FALSE(base == key("m", "h", {"a", "b"}));
  EXPECT_FALSE(base == key("m", "h", {"a"}, metric_kind::count));
}

TEST(context_maker_test, parts_do_not_run_into_each_other) {
  EXPECT_FALSE(key("ab", "c", {}) == key("a", "bc", {}));
  EXPECT_FALSE(key("m", "", {"ab"}) == key("m", "", {"a", "b"}));
}

} // namespace
} // namespace troupe
