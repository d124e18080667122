#include "actors/aggregator/own_series.hpp"

#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

own_series_options versioned() {
  own_series_options result;
  result.version = "1.2.3";
  return result;
}

std::vector<std::string> tags_of(const serie& x) {
  std::vector<std::string> result;
  for (auto tag : x.context->tags())
    result.emplace_back(tag);
  return result;
}

TEST(own_series_test, says_that_the_agent_runs_and_which_version) {
  own_series x{versioned()};
  written out;
  out.series = x.write(100);
  auto running = out.find("datadog.agent.running");
  ASSERT_NE(running, nullptr);
  EXPECT_EQ(running->type, wire_type::gauge);
  EXPECT_EQ(points_of(running), (point_list{{100, 1}}));
  EXPECT_EQ(tags_of(*running), (std::vector<std::string>{"version:1.2.3"}));
  EXPECT_EQ(running->context->traits().source, metric_source::internal);
}

TEST(own_series_test, announces_the_start_once) {
  own_series x{versioned()};
  EXPECT_TRUE(x.announces());
  written first;
  first.series = x.write(100);
  auto started = first.find("datadog.agent.started");
  ASSERT_NE(started, nullptr);
  EXPECT_EQ(started->type, wire_type::count);
  EXPECT_EQ(points_of(started), (point_list{{100, 1}}));
  written second;
  second.series = x.write(115);
  EXPECT_EQ(second.find("datadog.agent.started"), nullptr);
  EXPECT_NE(second.find("datadog.agent.running"), nullptr);
}

TEST(own_series_test, a_later_life_announces_nothing) {
  auto options = versioned();
  options.announce_start = false;
  own_series x{options};
  written out;
  out.series = x.write(100);
  EXPECT_EQ(out.names(), (std::vector<std::string>{"datadog.agent.running"}));
}

TEST(own_series_test, what_could_not_be_split_is_reported_without_index) {
  auto options = versioned();
  double lost = 0;
  options.payloads_dropped = [&] { return lost; };
  own_series x{options};
  x.write(100);
  lost = 4;
  written out;
  out.series = x.write(115);
  auto dropped = out.find("n_o_i_n_d_e_x.datadog.agent.payload.dropped");
  ASSERT_NE(dropped, nullptr);
  EXPECT_EQ(points_of(dropped), (point_list{{115, 4}}));
  EXPECT_TRUE(dropped->context->traits().no_index);
}

// shows: troupe.aggregator.max_contexts
TEST(own_series_test, the_limit_of_contexts_is_reported_with_their_number) {
  auto options = versioned();
  options.contexts = [] { return 17.0; };
  options.context_limit = [] { return 1000.0; };
  own_series x{options};
  written out;
  out.series = x.write(100);
  auto name = std::string{"datadog.agent.aggregator.dogstatsd_context_limiter"};
  EXPECT_EQ(points_of(out.find(name + ".current")), (point_list{{100, 17}}));
  EXPECT_EQ(points_of(out.find(name + ".limit")), (point_list{{100, 1000}}));
}

TEST(own_series_test, components_may_have_values_reported) {
  auto options = versioned();
  options.recurrent.push_back({"tagger.size", {"b", "a"}, [] { return 3.0; }});
  own_series x{options};
  written out;
  out.series = x.write(100);
  ASSERT_NE(out.find("tagger.size"), nullptr);
  EXPECT_EQ(tags_of(*out.find("tagger.size")),
            (std::vector<std::string>{"a", "b"}));
}

TEST(own_series_test, container_tags_are_on_all_of_them) {
  auto options = versioned();
  options.tags = {"pod_name:agent-1"};
  own_series x{options};
  for (auto& one : x.write(100))
    EXPECT_EQ(tags_of(one).front(), "pod_name:agent-1");
}

} // namespace
} // namespace troupe
