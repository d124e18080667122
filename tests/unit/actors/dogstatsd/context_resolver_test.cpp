#include "actors/dogstatsd/context_resolver.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using dsd::metric_type;

dsd::metric_line line(std::string_view name, std::string_view tags = "",
                      metric_type type = metric_type::gauge) {
  dsd::metric_line result;
  result.name = name;
  result.tags = tags;
  result.type = type;
  return result;
}

struct fixture {
  explicit fixture(size_t max_contexts = 1000, dogstatsd_config config = {})
      : subject(config, options(max_contexts)) {
  }
  static resolver_options options(size_t max_contexts) {
    resolver_options result;
    result.max_contexts = max_contexts;
    result.seed = 9;
    return result;
  }
  context_resolver::resolution resolve(const dsd::metric_line& x,
                                       uint32_t now = 100) {
    auto raw = subject.raw_key(x);
    auto slot = subject.guess(raw);
    if (subject.is_live(slot))
      return {slot};
    return subject.resolve(x, raw, now);
  }
  void expire_all(uint32_t now) {
    for (int i = 0; i < 8; ++i)
      subject.expire(now, 20, 300);
  }
  context_resolver subject;
};

TEST(context_resolver, the_second_sample_is_found_by_its_bytes) {
  fixture x;
  auto first = x.resolve(line("n", "a,b"));
  auto second = x.resolve(line("n", "a,b"));
  EXPECT_EQ(first.slot, second.slot);
  EXPECT_EQ(x.subject.misses(), 1u);
}

TEST(context_resolver, other_bytes_of_the_same_identity_share_a_context) {
  fixture x;
  auto one = x.resolve(line("n", "a,b"));
  auto two = x.resolve(line("n", "b,a,a"));
  EXPECT_EQ(one.slot, two.slot);
  EXPECT_EQ(x.subject.table().live(), 1u);
  EXPECT_EQ(x.subject.misses(), 2u);
}

TEST(context_resolver, raw_keys_tell_every_part_apart) {
  fixture x;
  auto base = line("n", "a");
  std::vector<dsd::metric_line> others{line("m", "a"), line("n", "b"),
                                       line("n", "a", metric_type::count),
                                       line("na", ""), line("", "na")};
  auto timed = base;
  timed.timestamp = 5;
  others.push_back(timed);
  auto local = base;
  local.origin.local_data = "x";
  others.push_back(local);
  auto external = base;
  external.origin.external_data = "x";
  others.push_back(external);
  auto cardinality = base;
  cardinality.origin.cardinality = "x";
  others.push_back(cardinality);
  for (size_t i = 0; i < others.size(); ++i) {
    auto key = x.subject.raw_key(others[i]);
    EXPECT_NE(key, x.subject.raw_key(base)) << i;
    for (size_t j = 0; j < i; ++j)
      EXPECT_NE(key, x.subject.raw_key(others[j])) << i << " " << j;
  }
}

TEST(context_resolver, another_seed_gives_other_keys) {
  dogstatsd_config config;
  context_resolver one{config, {100, 1, {}}};
  context_resolver two{config, {100, 2, {}}};
  EXPECT_NE(one.raw_key(line("n", "a")), two.raw_key(line("n", "a")));
}

TEST(context_resolver, a_type_of_its_own_is_a_context_of_its_own) {
  fixture x;
  auto gauge = x.resolve(line("n", "a", metric_type::gauge));
  auto count = x.resolve(line("n", "a", metric_type::count));
  EXPECT_NE(gauge.slot, count.slot);
  auto histogram = x.resolve(line("n", "a", metric_type::histogram));
  auto timing = x.resolve(line("n", "a", metric_type::timing));
  EXPECT_EQ(histogram.slot, timing.slot);
}

TEST(context_resolver, a_filtered_name_is_remembered) {
  dogstatsd_config config;
  config.metric_filterlist = {"bad"};
  fixture x{1000, config};
  for (int i = 0; i < 3; ++i) {
    auto found = x.resolve(line("bad"));
    EXPECT_EQ(found.slot, context_resolver::none);
    EXPECT_EQ(found.why, drop_reason::filtered);
  }
  EXPECT_EQ(x.subject.misses(), 1u);
  EXPECT_EQ(x.resolve(line("\xff")).why, drop_reason::bad_name);
  EXPECT_EQ(x.resolve(line("\xff")).why, drop_reason::bad_name);
}

TEST(context_resolver, at_the_limit_new_contexts_are_refused_old_ones_go_on) {
  fixture x{2};
  auto first = x.resolve(line("one"));
  x.resolve(line("two"));
  EXPECT_EQ(x.resolve(line("three")).why, drop_reason::context_limit);
  EXPECT_EQ(x.resolve(line("one")).slot, first.slot);
  // The same identity in other bytes is no new context.
  EXPECT_NE(x.resolve(line("one", "")).slot, context_resolver::none);
}

// shows: dogstatsd_context_expiry_seconds
TEST(context_resolver, contexts_expire_after_their_last_sample) {
  fixture x;
  auto gauge = x.resolve(line("g"), 100);
  auto count = x.resolve(line("c", "", metric_type::count), 100);
  x.expire_all(119);
  EXPECT_TRUE(x.subject.is_live(gauge.slot));
  x.expire_all(120);
  EXPECT_FALSE(x.subject.is_live(gauge.slot));
  EXPECT_TRUE(x.subject.is_live(count.slot));
  x.expire_all(419);
  EXPECT_TRUE(x.subject.is_live(count.slot));
  x.expire_all(420);
  EXPECT_FALSE(x.subject.is_live(count.slot));
  EXPECT_EQ(x.subject.expired(), 2u);
}

TEST(context_resolver, an_expired_context_comes_back_and_no_other_takes_over) {
  fixture x;
  for (uint32_t round = 1; round < 50; ++round) {
    auto now = round * 1000;
    std::vector<std::string> names;
    for (int i = 0; i < 20; ++i)
      names.push_back("n" + std::to_string(round * 7 + i));
    for (auto& name : names) {
      auto found = x.resolve(line(name), now);
      ASSERT_NE(found.slot, context_resolver::none);
      EXPECT_EQ(x.subject[found.slot].context->name(), name);
    }
    for (auto& name : names) {
      auto again = x.resolve(line(name), now);
      EXPECT_EQ(x.subject[again.slot].context->name(), name);
    }
    for (uint32_t i = 0; i < round % 5; ++i)
      x.subject.expire(now + 20 + i, 20, 300);
  }
}

TEST(context_resolver, the_forms_of_expired_contexts_are_forgotten) {
  fixture x;
  x.resolve(line("g"), 100);
  EXPECT_EQ(x.subject.cache().size(), 1u);
  x.expire_all(200);
  EXPECT_EQ(x.subject.cache().size(), 0u);
}

TEST(context_resolver, slots_serve_again_so_churn_does_not_grow_the_table) {
  fixture x;
  for (uint32_t round = 1; round < 200; ++round) {
    x.resolve(line("n" + std::to_string(round)), round * 1000);
    x.expire_all(round * 1000 + 500);
  }
  EXPECT_LE(x.subject.table().slots(), 10u);
}

// shows: histogram_copy_to_distribution
TEST(context_resolver, a_histogram_has_one_copy_also_after_it_expired) {
  dogstatsd_config config;
  config.histogram_copy_to_distribution = true;
  config.histogram_copy_to_distribution_prefix = "d.";
  fixture x{1000, config};
  auto h = line("n", "a", metric_type::histogram);
  auto slot = x.resolve(h, 100).slot;
  auto copy = x.subject.copy_of(slot, h, 100);
  EXPECT_EQ(x.subject[copy.slot].context->name(), "d.n");
  EXPECT_EQ(x.subject[copy.slot].kind(), column_kind::distribution);
  EXPECT_EQ(x.subject.copy_of(slot, h, 100).slot, copy.slot);
  EXPECT_EQ(x.subject.misses(), 2u);
  x.expire_all(500);
  auto again = x.resolve(h, 500).slot;
  auto other = x.subject.copy_of(again, h, 500);
  EXPECT_EQ(x.subject[other.slot].context->name(), "d.n");
}

TEST(context_resolver, timestamps_go_with_gauges_and_counts_alone) {
  auto kind = metric_kind::set;
  auto timed = line("n", "", metric_type::gauge);
  timed.timestamp = 5;
  EXPECT_TRUE(aggregated_kind(timed, kind));
  EXPECT_EQ(kind, metric_kind::gauge_with_timestamp);
  timed.type = metric_type::count;
  EXPECT_TRUE(aggregated_kind(timed, kind));
  EXPECT_EQ(kind, metric_kind::count_with_timestamp);
  for (auto type : {metric_type::set, metric_type::histogram,
                    metric_type::timing, metric_type::distribution}) {
    timed.type = type;
    EXPECT_FALSE(aggregated_kind(timed, kind));
  }
}

} // namespace
} // namespace troupe
