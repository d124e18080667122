#include <limits>

#include "tests/pipeline/pipeline.hpp"

namespace troupe {
namespace {

using texts = std::vector<std::string>;

/// What checks will submit, by the messages that they will send.
class pipeline_checks : public pipeline {
protected:
  static histogram_bucket bucket(int64_t count, double lower, double upper,
                                 bool monotonic = false) {
    histogram_bucket x;
    x.name = "bucket";
    x.count = count;
    x.lower = lower;
    x.upper = upper;
    x.monotonic = monotonic;
    return x;
  }
};

TEST_F(pipeline_checks, a_rate_is_the_growth_per_second) {
  start();
  submit({sample("bytes", metric_kind::rate, 100)});
  pass(10);
  submit({sample("bytes", metric_kind::rate, 150)});
  ASSERT_TRUE(flush());
  EXPECT_EQ(told("bytes"), texts{"gauge +10 5"});
}

TEST_F(pipeline_checks, a_monotonic_count_is_the_growth) {
  start();
  submit({sample("packets", metric_kind::monotonic_count, 100)});
  pass(10);
  submit({sample("packets", metric_kind::monotonic_count, 130),
          sample("packets", metric_kind::monotonic_count, 5),
          sample("packets", metric_kind::monotonic_count, 12)});
  ASSERT_TRUE(flush());
  EXPECT_EQ(told("packets"), texts{"count +10 37"}) << "a reset adds nothing";
}

TEST_F(pipeline_checks, a_historate_is_a_histogram_of_rates) {
  start();
  auto at = [](double s, double value) {
    return sample("ops", metric_kind::historate, value,
                  static_cast<double>(start_s) + s);
  };
  submit({at(0, 0), at(1, 10), at(2, 30)});
  ASSERT_TRUE(flush());
  EXPECT_EQ(told("ops.max"), texts{"gauge +0 20"});
  EXPECT_EQ(told("ops.avg"), texts{"gauge +0 15"});
}

TEST_F(pipeline_checks, simple_kinds_are_told_once_a_run) {
  start();
  submit({sample("count", metric_kind::count, 2),
          sample("count", metric_kind::count, 3),
          sample("gauge", metric_kind::gauge, 1),
          sample("gauge", metric_kind::gauge, 9),
          sample("histogram", metric_kind::histogram, 4),
          sample("histogram", metric_kind::histogram, 6)});
  ASSERT_TRUE(flush());
  EXPECT_EQ(told("count"), texts{"count +0 5"});
  EXPECT_EQ(told("gauge"), texts{"gauge +0 9"});
  EXPECT_EQ(told("histogram.max"), texts{"gauge +0 6"});
  EXPECT_EQ(told("histogram.avg"), texts{"gauge +0 5"});
  EXPECT_EQ(told("histogram.count"), texts{"rate +0 2"});
}

TEST_F(pipeline_checks, buckets_become_a_sketch) {
  start();
  submit({}, {bucket(10, 1, 2), bucket(5, 2, 4)});
  pass(1);
  submit({});
  ASSERT_TRUE(flush());
  auto seen = sketches("bucket");
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].count, 15);
  EXPECT_GE(seen[0].min, 1);
  EXPECT_LE(seen[0].max, 4.1);
}

TEST_F(pipeline_checks, a_growing_bucket_is_told_by_its_growth) {
  start();
  submit({}, {bucket(10, 1, 2, true)});
  pass(10);
  submit({}, {bucket(17, 1, 2, true)});
  pass(1);
  submit({});
  ASSERT_TRUE(flush());
  auto seen = sketches("bucket");
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].count, 7);
}

/// Orchestrator data of checks.
class pipeline_orchestrator : public pipeline {
protected:
  ref_ptr<const orchestrator_batch> messages(uint8_t type, size_t n = 1) {
    std::vector<orchestrator_message> xs;
    for (size_t i = 0; i < n; ++i)
      xs.push_back({type, "object " + std::to_string(i)});
    return make_ref<orchestrator_batch>("cluster-7", std::move(xs),
                                        ticket{books().orchestrator, n});
  }
  void metadata(size_t n = 1) {
    tell_or_drop(where.aggregator, orchestrator_metadata{messages(41, n)});
    settle_down();
  }
  void manifests(size_t n = 1) {
    tell_or_drop(where.aggregator, orchestrator_manifests{messages(80, n)});
    settle_down();
  }
};

TEST_F(pipeline_orchestrator, metadata_goes_at_once) {
  start();
  metadata(2);
  ASSERT_EQ(bodies_on("/api/v2/orch"), 2u);
  auto& x = intake.accepted[0];
  EXPECT_EQ(x.url, "http://orch.test/api/v2/orch");
  EXPECT_EQ(x.header("X-Dd-Orchestrator-ClusterID"), "cluster-7");
  EXPECT_EQ(x.header("X-Dd-Hostname"), "host-1");
  EXPECT_EQ(x.body.substr(0, 3), (std::string{'\3', '\4', '\51'}));
}

TEST_F(pipeline_orchestrator, manifests_wait_for_the_flush) {
  start();
  manifests(2);
  EXPECT_EQ(bodies_on("/api/v2/orchmanif"), 0u);
  EXPECT_EQ(books().orchestrator.snapshot().resting[0], 2);
  ASSERT_TRUE(flush());
  EXPECT_EQ(bodies_on("/api/v2/orchmanif"), 2u);
  EXPECT_EQ(books().orchestrator.snapshot().out, 2u);
}

// shows: orchestrator_explorer.use_legacy_endpoint
TEST_F(pipeline_orchestrator, the_old_endpoint_gets_metadata_only) {
  settings.orchestrator.use_legacy_endpoint = true;
  start();
  metadata();
  manifests();
  ASSERT_TRUE(flush());
  EXPECT_EQ(bodies_on("/api/v1/orchestrator"), 1u);
  EXPECT_EQ(bodies_on("/api/v2/orch"), 0u);
  EXPECT_EQ(bodies_on("/api/v2/orchmanif"), 1u);
}

// shows: orchestrator_explorer.enabled
TEST_F(pipeline_orchestrator, switched_off_all_of_it_is_dropped) {
  settings.orchestrator.enabled = false;
  start();
  metadata(2);
  manifests(3);
  ASSERT_TRUE(flush());
  EXPECT_EQ(dropped(books().orchestrator, drop_reason::disabled), 5u);
  for (auto& x : net.seen)
    EXPECT_FALSE(x.url.starts_with("http://orch.test")) << x.url;
}

// shows: orchestrator_explorer.orchestrator_additional_endpoints
TEST_F(pipeline_orchestrator, further_endpoints_get_it_too) {
  settings.orchestrator.orchestrator_additional_endpoints = {
      {"http://orch2.test", {secret{"abcdef0123456789abcdef0123456789"}}}};
  start();
  metadata();
  EXPECT_EQ(bodies_on("/api/v2/orch"), 2u);
  EXPECT_EQ(books().payloads.snapshot().out, 2u);
}

} // namespace
} // namespace troupe
