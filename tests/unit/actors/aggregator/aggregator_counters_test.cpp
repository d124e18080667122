#include "actors/aggregator/aggregator_counters.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

class aggregator_counters_test : public ::testing::Test {
public:
  metrics numbers;

  double count(const std::string& name, const metric_labels& labels = {}) {
    return numbers.counter(name, "", labels).Value();
  }
};

TEST_F(aggregator_counters_test, what_is_flushed_has_the_agents_names) {
  aggregator_counters x{numbers, 2};
  x.flushed(flushed_kind::series, 5, true);
  x.flushed(flushed_kind::series, 3, false);
  EXPECT_EQ(count("aggregator__series_flushed"), 8);
  EXPECT_EQ(count("aggregator__series_flush_errors"), 1);
  EXPECT_EQ(
      count("aggregator__flush", {{"data_type", "series"}, {"state", "ok"}}),
      5);
  EXPECT_EQ(
      count("aggregator__flush", {{"data_type", "series"}, {"state", "error"}}),
      3);
  x.flushed(flushed_kind::sketches, 1, true);
  x.flushed(flushed_kind::service_checks, 2, true);
  x.flushed(flushed_kind::events, 3, true);
  x.flushed(flushed_kind::manifests, 4, false);
  EXPECT_EQ(count("aggregator__sketches_flushed"), 1);
  EXPECT_EQ(count("aggregator__service_check_flushed"), 2);
  EXPECT_EQ(count("aggregator__events_flushed"), 3);
  EXPECT_EQ(count("aggregator__orchestrator_manifests"), 4)
      << "counted although it failed";
  EXPECT_EQ(count("aggregator__orchestrator_metadata_errors"), 1);
}

TEST_F(aggregator_counters_test, the_last_flush_is_shown_by_kind) {
  aggregator_counters x{numbers, 1};
  auto& last =
      numbers.gauge("aggregator__flush_count", "", {{"data_type", "series"}});
  x.flushed(flushed_kind::series, 5, true);
  x.flushed(flushed_kind::series, 6, true);
  x.flush_ends();
  EXPECT_EQ(last.Value(), 11);
  x.flush_ends();
  EXPECT_EQ(last.Value(), 0);
  EXPECT_EQ(count("aggregator__number_of_flush"), 2);
  x.took("MainFlushTime", 1234);
  EXPECT_EQ(
      numbers.gauge("aggregator__flush_time", "", {{"timer", "MainFlushTime"}})
          .Value(),
      1234);
}

TEST_F(aggregator_counters_test, what_comes_in_is_counted_by_kind_and_shard) {
  aggregator_counters x{numbers, 2};
  x.came_from_shard(1, 100);
  x.came_from_shard(9, 1);
  x.came(intake_kind::check_metrics, 2);
  x.came(intake_kind::histogram_buckets, 3);
  x.came(intake_kind::service_checks, 4);
  x.came(intake_kind::events, 5);
  EXPECT_EQ(count("aggregator__dogstatsd_metric_sample"), 101);
  EXPECT_EQ(count("aggregator__processed",
                  {{"shard", "1"}, {"data_type", "dogstatsd_metrics"}}),
            100);
  EXPECT_EQ(count("aggregator__checks_metric_sample"), 2);
  EXPECT_EQ(count("aggregator__processed",
                  {{"shard", ""}, {"data_type", "histogram_bucket"}}),
            3);
  EXPECT_EQ(count("aggregator__service_check"), 4);
  EXPECT_EQ(count("aggregator__event"), 5);
}

TEST_F(aggregator_counters_test, totals_go_on_over_lives) {
  {
    aggregator_counters x{numbers, 1};
    x.flushes_skipped.set(2);
    x.flushes_skipped.set(3);
  }
  aggregator_counters y{numbers, 1};
  y.flushes_skipped.set(1);
  EXPECT_EQ(count("troupe_aggregator_flushes_skipped_total"), 4);
}

TEST_F(aggregator_counters_test, metadata_is_counted_with_its_errors) {
  aggregator_counters x{numbers, 1};
  x.orchestrator_metadata(true);
  x.orchestrator_metadata(false);
  EXPECT_EQ(count("aggregator__orchestrator_metadata"), 2);
  EXPECT_EQ(count("aggregator__orchestrator_metadata_errors"), 1);
}

} // namespace
} // namespace troupe
