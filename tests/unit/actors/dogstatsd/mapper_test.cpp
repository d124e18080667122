#include "actors/dogstatsd/mapper.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

mapper_profile profile(std::string prefix, std::vector<mapping_rule> rules) {
  return {"test", std::move(prefix), std::move(rules)};
}

using tags = std::vector<std::string>;

// shows: dogstatsd_mapper_profiles
TEST(mapper, a_wildcard_captures_a_run_without_dots) {
  mapper x{{profile("test.", {{"test.job.duration.*.*",
                               match_type::wildcard,
                               "test.job.duration",
                               {{"job_type", "$1"}, {"job_name", "${2}"}}}})},
           10};
  auto& found = x.map("test.job.duration.my_type.my-name");
  EXPECT_TRUE(found.matched);
  EXPECT_EQ(found.name, "test.job.duration");
  EXPECT_EQ(found.tags, (tags{"job_type:my_type", "job_name:my-name"}));
  EXPECT_FALSE(x.map("test.job.duration.a.b.c").matched);
  EXPECT_FALSE(x.map("test.job.duration.a").matched);
  EXPECT_FALSE(x.map("xtest.job.duration.a.b").matched);
  EXPECT_FALSE(x.map("testxjobxdurationxaxb").matched);
}

TEST(mapper, a_regex_is_used_as_written) {
  mapper x{
      {profile("*", {{R"(airflow\.task\.(?P<task>[a-z]+)\.(.*))",
                      match_type::regex,
                      "airflow.$task",
                      {{"rest", "$2$$"}, {"none", "$9|"}, {"no", "$1x"}}}})},
      10};
  auto& found = x.map("my.airflow.task.run.a.b");
  EXPECT_TRUE(found.matched);
  EXPECT_EQ(found.name, "airflow.run");
  EXPECT_EQ(found.tags, (tags{"rest:a.b$", "none:|", "no:"}));
}

TEST(mapper, the_first_rule_of_the_first_fitting_profile_wins) {
  mapper x{{profile("a.", {{"a.x.*", match_type::wildcard, "one", {}}}),
            profile("a.", {{"a.*.y", match_type::wildcard, "two", {}},
                           {"a.*.*", match_type::wildcard, "three", {}}})},
           10};
  EXPECT_EQ(x.map("a.x.y").name, "one");
  EXPECT_EQ(x.map("a.b.y").name, "two");
  EXPECT_EQ(x.map("a.b.z").name, "three");
}

TEST(mapper, a_profile_is_tried_for_its_prefix_only) {
  mapper x{{profile("b.", {{"a.*", match_type::wildcard, "never", {}}})}, 10};
  EXPECT_FALSE(x.map("a.x").matched);
}

TEST(mapper, the_least_recent_result_makes_room) {
  mapper x{{profile("*", {{"a.*", match_type::wildcard, "m", {{"k", "$1"}}}})},
           2};
  for (int round = 0; round < 3; ++round)
    for (auto name : {"a.1", "a.2", "a.3", "other"}) {
      auto& found = x.map(name);
      EXPECT_EQ(found.matched, name[0] == 'a');
      if (found.matched) {
        EXPECT_EQ(found.tags, (tags{std::string{"k:"} + name[2]}));
      }
    }
}

// shows: dogstatsd_mapper_cache_size
TEST(mapper, a_cache_size_of_zero_switches_it_off) {
  std::vector<mapper_profile> profiles{
      profile("*", {{"a.*", match_type::wildcard, "m", {}}})};
  EXPECT_FALSE((mapper{profiles, 0}).enabled());
  EXPECT_TRUE((mapper{profiles, 1}).enabled());
  EXPECT_FALSE((mapper{{}, 1}).enabled());
}

TEST(mapper, a_bad_pattern_is_left_out_and_named) {
  mapper x{{profile("*", {{"a.**", match_type::wildcard, "m", {}},
                          {"a b", match_type::wildcard, "m", {}},
                          {"(", match_type::regex, "m", {}},
                          {"ok", match_type::wildcard, "fine", {}}})},
           10};
  EXPECT_EQ(x.problems().size(), 3u);
  EXPECT_EQ(x.map("ok").name, "fine");
}

} // namespace
} // namespace troupe
