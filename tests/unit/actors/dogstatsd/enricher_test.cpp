#include "actors/dogstatsd/enricher.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using tags = std::vector<std::string_view>;

dsd::metric_line line(std::string_view name, std::string_view section) {
  dsd::metric_line result;
  result.name = name;
  result.tags = section;
  return result;
}

struct fixture {
  explicit fixture(dogstatsd_config config = {}, tag_limits limits = {})
      : subject(config, 1, limits) {
  }
  const enricher::identity& found(std::string_view name,
                                  std::string_view section = "",
                                  metric_kind kind = metric_kind::gauge) {
    EXPECT_TRUE(subject.identify(line(name, section), kind));
    return subject.found();
  }
  drop_reason refused(std::string_view name) {
    auto result = subject.identify(line(name, ""), metric_kind::gauge);
    EXPECT_FALSE(result) << name;
    return result.why();
  }
  hash128 key(std::string_view name, std::string_view section = "",
              metric_kind kind = metric_kind::gauge) {
    return found(name, section, kind).key;
  }
  enricher subject;
};

TEST(enricher, tags_are_sorted_and_distinct) {
  fixture x;
  EXPECT_EQ(x.found("n", "b,a,b,c:1,a").tags, (tags{"a", "b", "c:1"}));
  EXPECT_EQ(x.found("n", "").tags, tags{});
  EXPECT_EQ(x.found("n", "a,").tags, (tags{"", "a"}));
}

TEST(enricher, the_key_ignores_order_and_repetition) {
  fixture x;
  EXPECT_EQ(x.key("n", "a,b"), x.key("n", "b,a,b"));
  EXPECT_NE(x.key("n", "a,b"), x.key("n", "a,c"));
  EXPECT_NE(x.key("n", "ab"), x.key("n", "a,b"));
  EXPECT_NE(x.key("n"), x.key("m"));
  EXPECT_NE(x.key("n", "host:"), x.key("n"));
  EXPECT_NE(x.key("n", "host:a"), x.key("n", "a"));
}

// Catalogue C02.
TEST(enricher, one_name_with_two_types_is_two_contexts) {
  fixture x;
  EXPECT_NE(x.key("n", "a", metric_kind::gauge),
            x.key("n", "a", metric_kind::counter));
}

TEST(enricher, a_host_tag_becomes_the_host) {
  fixture x;
  auto& with = x.found("n", "a,host:web,b");
  EXPECT_EQ(with.host, "web");
  EXPECT_FALSE(with.traits.agent_host);
  EXPECT_EQ(with.tags, (tags{"a", "b"}));
  auto& empty = x.found("n", "host:");
  EXPECT_EQ(empty.host, "");
  EXPECT_FALSE(empty.traits.agent_host);
  EXPECT_TRUE(x.found("n", "hostname:x").traits.agent_host);
}

TEST(enricher, internal_tags_are_taken_out) {
  fixture x;
  auto& found = x.found("n", "dd.internal.entity_id:uid,dd.internal.card:low,"
                             "dd.internal.jmx_check_name:cassandra,a");
  EXPECT_EQ(found.tags, tags{"a"});
  EXPECT_EQ(found.traits.source, metric_source::jmx);
}

TEST(enricher, an_internal_cardinality_stays_when_the_field_said_one) {
  fixture x;
  auto with_field = line("n", "dd.internal.card:low");
  with_field.origin.cardinality = "high";
  ASSERT_TRUE(x.subject.identify(with_field, metric_kind::gauge));
  EXPECT_EQ(x.subject.found().tags, tags{"dd.internal.card:low"});
}

// shows: statsd_metric_namespace
TEST(enricher, a_namespace_goes_before_the_name_with_one_dot) {
  for (auto space : {"shop", "shop."}) {
    dogstatsd_config config;
    config.statsd_metric_namespace = space;
    fixture x{config};
    EXPECT_EQ(x.found("views").name, "shop.views");
  }
}

// shows: statsd_metric_namespace_blacklist
TEST(enricher, listed_prefixes_get_no_namespace) {
  dogstatsd_config config;
  config.statsd_metric_namespace = "shop";
  fixture defaults{config};
  EXPECT_EQ(defaults.found("jvm.heap").name, "jvm.heap");
  EXPECT_EQ(defaults.found("datadog.agent.up").name, "datadog.agent.up");
  config.statsd_metric_namespace_blacklist = {"own"};
  fixture changed{config};
  EXPECT_EQ(changed.found("jvm.heap").name, "shop.jvm.heap");
  EXPECT_EQ(changed.found("own.heap").name, "own.heap");
}

// shows: metric_filterlist
TEST(enricher, a_listed_name_is_refused_after_the_namespace) {
  dogstatsd_config config;
  config.metric_filterlist = {"shop.bad", "bad"};
  config.statsd_metric_namespace = "shop";
  config.statsd_metric_blocklist = {"shop.good"};
  fixture x{config};
  EXPECT_EQ(x.refused("bad"), drop_reason::filtered);
  x.found("bad.more");
  x.found("good");
}

// shows: metric_filterlist_match_prefix
TEST(enricher, the_filter_list_can_hold_prefixes) {
  dogstatsd_config config;
  config.metric_filterlist = {"bad"};
  config.metric_filterlist_match_prefix = true;
  fixture x{config};
  EXPECT_EQ(x.refused("bad.more"), drop_reason::filtered);
}

// shows: statsd_metric_blocklist
TEST(enricher, the_old_list_counts_when_the_new_one_is_empty) {
  dogstatsd_config config;
  config.statsd_metric_blocklist = {"bad"};
  fixture x{config};
  EXPECT_EQ(x.refused("bad"), drop_reason::filtered);
  x.found("bad.more");
}

// shows: statsd_metric_blocklist_match_prefix
TEST(enricher, the_old_list_can_hold_prefixes) {
  dogstatsd_config config;
  config.statsd_metric_blocklist = {"bad"};
  config.statsd_metric_blocklist_match_prefix = true;
  fixture x{config};
  EXPECT_EQ(x.refused("bad.more"), drop_reason::filtered);
}

// shows: dogstatsd_tags
TEST(enricher, extra_tags_join_metrics_events_and_checks) {
  dogstatsd_config config;
  config.dogstatsd_tags = {"team:core", "a"};
  fixture x{config};
  EXPECT_EQ(x.found("n", "a,z").tags, (tags{"a", "team:core", "z"}));
  dsd::event_line event;
  event.tags = "z";
  EXPECT_EQ(x.subject.make(event, 0).tags,
            (std::vector<std::string>{"a", "team:core", "z"}));
  dsd::service_check_line check;
  EXPECT_EQ(x.subject.make(check, 0).tags,
            (std::vector<std::string>{"a", "team:core"}));
}

// shows: metric_tag_filterlist
TEST(enricher, tag_keys_can_be_excluded_or_kept_by_metric) {
  dogstatsd_config config;
  config.metric_tag_filterlist = {
      {"less", tag_filter_action::exclude, {"pod", "bare"}},
      {"only", tag_filter_action::include, {"env"}}};
  fixture x{config};
  EXPECT_EQ(x.found("less", "pod:1,env:a,bare,barely").tags,
            (tags{"barely", "env:a"}));
  EXPECT_EQ(x.found("only", "pod:1,env:a").tags, tags{"env:a"});
  EXPECT_EQ(x.found("other", "pod:1").tags, tags{"pod:1"});
}

TEST(enricher, the_mapper_comes_first_and_adds_its_tags) {
  dogstatsd_config config;
  config.statsd_metric_namespace = "shop";
  config.dogstatsd_mapper_profiles = {
      {"p", "a.", {{"a.*", match_type::wildcard, "mapped", {{"k", "$1"}}}}}};
  fixture x{config};
  auto& found = x.found("a.b", "t");
  EXPECT_EQ(found.name, "shop.mapped");
  EXPECT_EQ(found.tags, (tags{"k:b", "t"}));
}

// Catalogue B06.
TEST(enricher, a_name_that_would_spoil_a_payload_is_refused) {
  fixture x;
  for (auto name : {"\xff", "a\xc3", "a\x1b[0m", "a\rb", "a\x7f", "\xc0\x80",
                    "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe0\x80\x80"})
    EXPECT_EQ(x.refused(name), drop_reason::bad_name);
  EXPECT_EQ(x.refused(std::string_view{"a\0b", 3}), drop_reason::bad_name);
  EXPECT_EQ(x.refused(std::string(70'000, 'n')), drop_reason::bad_name);
  EXPECT_EQ(x.found("caf\xc3\xa9.\xe2\x82\xac.\xf0\x9f\x98\x80").name,
            "caf\xc3\xa9.\xe2\x82\xac.\xf0\x9f\x98\x80");
}

// Catalogue B09.
TEST(enricher, too_many_too_long_and_too_much_tags_are_cut_and_counted) {
  fixture x;
  std::string section;
  for (int i = 0; i < 10'000; ++i)
    section += "t" + std::to_string(i) + ",";
  EXPECT_EQ(x.found("n", section).tags.size(), 1000u);
  EXPECT_EQ(x.subject.take_truncated(), 1u);
  std::string big(1 << 20, 'x');
  EXPECT_EQ(x.found("n", big).tags.at(0).size(), 200u);
  EXPECT_EQ(x.subject.take_truncated(), 1u);
  section.clear();
  for (int i = 0; i < 900; ++i)
    section += std::string(190, 'y') + std::to_string(i) + ",";
  size_t bytes = 0;
  for (auto tag : x.found("n", section).tags)
    bytes += tag.size();
  EXPECT_LE(bytes, 102'400u);
  EXPECT_GT(bytes, 102'000u);
  EXPECT_EQ(x.subject.take_truncated(), 1u);
}

TEST(enricher, ten_thousand_times_the_same_tag_is_one_tag) {
  fixture x;
  std::string section = "a";
  for (int i = 0; i < 10'000; ++i)
    section += ",a";
  EXPECT_EQ(x.found("n", section).tags, tags{"a"});
  EXPECT_EQ(x.subject.take_truncated(), 0u);
}

TEST(enricher, a_tag_is_cut_between_characters) {
  fixture x{{}, {1000, 4, 1000}};
  EXPECT_EQ(x.found("n", "abc\xc3\xa9").tags, tags{"abc"});
}

// shows: histogram_copy_to_distribution_prefix
TEST(enricher, the_copy_of_a_histogram_is_a_distribution_with_a_prefix) {
  dogstatsd_config config;
  config.histogram_copy_to_distribution_prefix = "dist.";
  config.statsd_metric_namespace = "shop";
  fixture x{config};
  auto original = x.key("n", "a", metric_kind::histogram);
  x.subject.become_copy();
  EXPECT_EQ(x.subject.found().name, "dist.shop.n");
  EXPECT_EQ(x.subject.found().traits.kind, metric_kind::distribution);
  EXPECT_NE(x.subject.found().key, original);
}

TEST(enricher, a_timing_is_in_milliseconds) {
  fixture x;
  auto timing = line("n", "");
  timing.type = dsd::metric_type::timing;
  ASSERT_TRUE(x.subject.identify(timing, metric_kind::histogram));
  EXPECT_TRUE(x.subject.found().traits.milliseconds);
  EXPECT_FALSE(x.found("n").traits.milliseconds);
}

TEST(enricher, an_event_takes_the_field_before_the_tag_for_its_host) {
  fixture x;
  dsd::event_line line;
  line.title = "a\\nb";
  line.text = "c";
  line.tags = "host:tag,dd.internal.entity_id:uid,x";
  line.origin.local_data = "ci-1";
  auto event = x.subject.make(line, 42);
  EXPECT_EQ(event.title, "a\nb");
  EXPECT_EQ(event.host, "tag");
  EXPECT_TRUE(event.host_set);
  EXPECT_EQ(event.tags, std::vector<std::string>{"x"});
  EXPECT_EQ(event.from.pid, 42u);
  EXPECT_EQ(event.from.local_data, "ci-1");
  EXPECT_EQ(event.from.entity_id, "uid");
  line.host = "field";
  EXPECT_EQ(x.subject.make(line, 0).host, "field");
  line = {};
  EXPECT_FALSE(x.subject.make(line, 0).host_set);
}

} // namespace
} // namespace troupe
