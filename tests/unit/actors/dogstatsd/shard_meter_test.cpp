#include "actors/dogstatsd/shard_meter.hpp"

#include "tests/unit/actors/dogstatsd/shard_fixture.hpp"

namespace troupe {
namespace {

/// The value of a family's member with these labels, or -1.
double read(const metrics& registry, const std::string& name,
            const metric_labels& labels) {
  for (auto& family : registry.collect()) {
    if (family.name != name)
      continue;
    for (auto& member : family.metric) {
      metric_labels found;
      for (auto& label : member.label)
        found[label.name] = label.value;
      if (found == labels)
        return member.counter.value + member.gauge.value;
    }
  }
  return -1;
}

TEST(shard_meter, counts_messages_under_the_agents_names) {
  metrics registry;
  shard_meter meter{registry, 3};
  dogstatsd_config config;
  config.metric_filterlist = {"bad"};
  config.dogstatsd_eol_required = {dogstatsd_transport::udp};
  shard_fixture x{config};
  meter.add(x.take({"a:1|c\nb:1:2|ms\nbad:1:2|c\nz\n_sc|a|0\n_sc|a|9\n"
                    "_e{1,1}:a|b\n_e{\ncut:1|c"}));
  auto processed = [&](const char* type, const char* state) {
    return read(registry, "dogstatsd__processed",
                {{"message_type", type}, {"state", state}});
  };
  EXPECT_EQ(processed("metrics", "ok"), 2);
  EXPECT_EQ(processed("metrics", "error"), 1);
  EXPECT_EQ(processed("events", "ok"), 1);
  EXPECT_EQ(processed("events", "error"), 1);
  EXPECT_EQ(processed("service_checks", "ok"), 1);
  EXPECT_EQ(processed("service_checks", "error"), 1);
  EXPECT_EQ(read(registry, "dogstatsd__metric_type_count",
                 {{"metric_type", "timing"}}),
            1);
  EXPECT_EQ(read(registry, "dogstatsd__listener_filtered_points", {}), 2);
  EXPECT_EQ(read(registry, "dogstatsd__unterminated_metric_errors", {}), 1);
  EXPECT_EQ(read(registry, "aggregator__processed",
                 {{"shard", "3"}, {"data_type", "dogstatsd_metrics"}}),
            3);
}

TEST(shard_meter, shows_contexts_by_shard_and_kind) {
  metrics registry;
  shard_meter meter{registry, 1};
  shard_fixture x;
  x.take({"a:1|c\nb:1|c\ng:1|g"});
  meter.set_sizes(x.core);
  meter.set_sizes(x.core);
  EXPECT_EQ(read(registry, "aggregator__dogstatsd_contexts", {{"shard", "1"}}),
            3);
  EXPECT_EQ(read(registry, "aggregator__dogstatsd_contexts_by_mtype",
                 {{"shard", "1"}, {"metric_type", "Counter"}}),
            2);
  EXPECT_EQ(
      read(registry, "aggregator__dogstatsd_time_buckets", {{"shard", "1"}}),
      1);
  EXPECT_EQ(
      read(registry, "troupe_dogstatsd_context_misses_total", {{"shard", "1"}}),
      3);
  EXPECT_GT(read(registry, "troupe_dogstatsd_contexts_bytes", {{"shard", "1"}}),
            0);
}

} // namespace
} // namespace troupe
