#include "actors/aggregator/check_sampler.hpp"

#include <cmath>
#include <limits>

#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

constexpr double infinity = std::numeric_limits<double>::infinity();

class check_sampler_test : public with_ledger {
public:
  check_sampler_options options;
  histogram_series histograms{{}};
  check_counts counts;
  check_sampler x{options, histograms, counts};
  double now = 12345;

  static check_sample sample(const std::string& name, double value,
                             metric_kind kind = metric_kind::gauge,
                             double timestamp = 0) {
    check_sample s;
    s.name = name;
    s.value = value;
    s.kind = kind;
    s.timestamp = timestamp;
    return s;
  }
  static histogram_bucket bucket(int64_t count, double lower, double upper) {
    histogram_bucket b;
    b.name = "b";
    b.count = count;
    b.lower = lower;
    b.upper = upper;
    return b;
  }
  void add(std::vector<check_sample> samples,
           std::vector<histogram_bucket> buckets = {}) {
    check_batch batch;
    batch.samples = std::move(samples);
    batch.buckets = std::move(buckets);
    batch.ledger =
        ticket{books.samples, batch.samples.size() + batch.buckets.size()};
    x.add(batch, now);
  }
  void commit(double at_s) {
    check_batch batch;
    batch.commit = true;
    batch.commit_time_s = at_s;
    x.add(batch, now);
  }
  /// What a flush takes now.
  void flush() {
    check_sampler::content all;
    x.take(all);
    out.series = std::move(all.series);
    out.sketches = std::move(all.sketches);
    all.samples.leave();
  }
  uint64_t refused(drop_reason why) const {
    return dropped(books.samples, why);
  }
};

TEST_F(check_sampler_test, a_run_is_stamped_with_its_commit) {
  auto tagged = sample("m", 3);
  tagged.host = "web-1";
  tagged.tags = {"b", "a", "b"};
  tagged.no_index = true;
  add({tagged});
  flush();
  EXPECT_TRUE(out.series.empty()) << "the run is still open";
  commit(12349.9);
  flush();
  ASSERT_EQ(out.series.size(), 1u);
  auto& s = out.series[0];
  EXPECT_EQ(points_of(&s), (point_list{{12349, 3}}));
  EXPECT_EQ(s.context->host(), "web-1");
  EXPECT_EQ(s.context->tag_count(), 2u);
  EXPECT_TRUE(s.context->traits().no_index);
  EXPECT_EQ(s.context->traits().source, metric_source::check);
  EXPECT_EQ(s.interval, 0u);
}

TEST_F(check_sampler_test, samples_leave_their_stage_with_the_flush) {
  add({sample("a", 1), sample("b", 2)});
  EXPECT_EQ(queued(books.samples), 2);
  flush();
  EXPECT_EQ(books.samples.snapshot().out, 0u);
  commit(12349);
  flush();
  EXPECT_EQ(books.samples.snapshot().out, 2u);
}

TEST_F(check_sampler_test, rates_carry_an_interval_of_one_second) {
  add({sample("c", 5, metric_kind::counter)});
  commit(12349);
  flush();
  ASSERT_EQ(out.series.size(), 1u);
  EXPECT_EQ(out.series[0].interval, 1u);
}

TEST_F(check_sampler_test, one_name_with_two_kinds_is_two_contexts) {
  add({sample("m", 1, metric_kind::gauge), sample("m", 2, metric_kind::count)});
  commit(12349);
  flush();
  EXPECT_EQ(out.series.size(), 2u);
  EXPECT_EQ(x.contexts(), 2u);
}

TEST_F(check_sampler_test, what_cannot_be_used_is_refused_by_reason) {
  add({sample("m", std::nan("")), sample("m", infinity),
       sample("m", 1, metric_kind::gauge_with_timestamp),
       sample("m", 1, metric_kind::gauge, 1e300),
       sample("m", 1, metric_kind::gauge, -5), sample("good", 1)});
  EXPECT_EQ(refused(drop_reason::nonfinite), 2u);
  EXPECT_EQ(refused(drop_reason::unsupported_type), 1u);
  EXPECT_EQ(refused(drop_reason::time_range), 2u);
  EXPECT_EQ(counts.samples, 1u);
  commit(12349);
  flush();
  EXPECT_EQ(out.names(), (std::vector<std::string>{"good"}));
}

TEST_F(check_sampler_test, a_commit_without_a_usable_time_takes_the_receipts) {
  add({sample("m", 1)});
  commit(0);
  flush();
  EXPECT_EQ(points_of(out.find("m")), (point_list{{12345, 1}}));
  add({sample("m", 2)});
  commit(1e300);
  flush();
  EXPECT_EQ(points_of(out.find("m")), (point_list{{12345, 2}}));
}

TEST_F(check_sampler_test, too_many_contexts_are_counted_and_dropped) {
  options.max_contexts = 2;
  add({sample("a", 1), sample("b", 1), sample("c", 1), sample("a", 2)});
  EXPECT_EQ(refused(drop_reason::context_limit), 1u);
  commit(12349);
  flush();
  EXPECT_EQ(out.series.size(), 2u);
}

// shows: check_sampler_bucket_commits_count_expiry
TEST_F(check_sampler_test, a_context_goes_after_commits_without_a_sample) {
  add({sample("m", 1)});
  commit(1000);
  commit(1015);
  EXPECT_EQ(x.contexts(), 1u);
  commit(1030);
  EXPECT_EQ(x.contexts(), 0u);
  EXPECT_EQ(counts.contexts_expired, 1u);
  options.idle_commits = 1;
  add({sample("m", 1)});
  commit(1045);
  EXPECT_EQ(x.contexts(), 1u);
  commit(1060);
  EXPECT_EQ(x.contexts(), 0u);
}

// shows: check_sampler_expire_metrics
TEST_F(check_sampler_test, contexts_stay_when_they_must_not_expire) {
  options.expire = false;
  add({sample("m", 1)});
  for (int i = 0; i < 100; ++i)
    commit(1000 + i);
  EXPECT_EQ(x.contexts(), 1u);
}

// shows: check_sampler_stateful_metric_expiration_time
TEST_F(check_sampler_test, kinds_with_a_past_stay_for_hours) {
  options.stateful_s = 25 * 3600;
  add({sample("r", 10, metric_kind::rate, 1000),
       sample("n", 10, metric_kind::monotonic_count)});
  commit(1000);
  commit(1015);
  commit(1030);
  EXPECT_EQ(x.contexts(), 2u);
  commit(1030 + 25 * 3600);
  EXPECT_EQ(x.contexts(), 2u);
  flush();
  add({sample("n", 15, metric_kind::monotonic_count)});
  commit(1031 + 25 * 3600);
  EXPECT_EQ(x.contexts(), 1u) << "the rate had no sample for too long";
  flush();
  ASSERT_NE(out.find("n"), nullptr);
  EXPECT_EQ(out.find("n")->points[0].value, 5) << "what it was is known";
}

TEST_F(check_sampler_test, distributions_become_sketches_by_second) {
  add({sample("d", 1, metric_kind::distribution, 12345),
       sample("d", 2, metric_kind::distribution, 12345.5),
       sample("d", 3, metric_kind::distribution, 12346)});
  commit(12349);
  flush();
  ASSERT_EQ(out.sketches.size(), 1u);
  auto& points = out.sketches[0].points;
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].timestamp, 12345);
  EXPECT_EQ(points[0].value.count(), 2);
  EXPECT_EQ(points[0].value.sum(), 3);
  EXPECT_EQ(points[1].timestamp, 12346);
  EXPECT_EQ(points[1].value.count(), 1);
}

TEST_F(check_sampler_test, the_second_of_the_commit_stays_open) {
  add({sample("d", 1, metric_kind::distribution, 12349)});
  commit(12349);
  flush();
  EXPECT_TRUE(out.sketches.empty());
  add({sample("d", 2, metric_kind::distribution, 12349)});
  commit(12364);
  flush();
  ASSERT_EQ(out.sketches.size(), 1u);
  ASSERT_EQ(out.sketches[0].points.size(), 1u);
  EXPECT_EQ(out.sketches[0].points[0].value.count(), 2);
}

TEST_F(check_sampler_test, finishing_closes_every_second) {
  add({sample("d", 1, metric_kind::distribution, 20000), sample("m", 1)});
  x.finish(12349);
  flush();
  EXPECT_EQ(out.sketches.size(), 1u);
  EXPECT_EQ(out.series.size(), 1u);
  EXPECT_EQ(queued(books.samples), 0);
}

TEST_F(check_sampler_test, open_seconds_of_a_context_are_bounded) {
  for (int i = 0; i < 2000; ++i)
    add({sample("d", 1, metric_kind::distribution, 10000 + i)});
  x.finish(20000);
  flush();
  ASSERT_EQ(out.sketches.size(), 1u);
  EXPECT_EQ(out.sketches[0].points.size(), 600u);
  int64_t total = 0;
  for (auto& p : out.sketches[0].points)
    total += p.value.count();
  EXPECT_EQ(total, 2000);
}

TEST_F(check_sampler_test, a_bucket_spreads_into_a_sketch) {
  add({}, {bucket(10, 10, 20), bucket(10, 10, 20)});
  commit(12349);
  flush();
  ASSERT_EQ(out.sketches.size(), 1u);
  auto& got = out.sketches[0].points[0].value;
  sketch expected;
  expected.insert_interpolated(10, 20, 10);
  expected.insert_interpolated(10, 20, 10);
  EXPECT_EQ(got.count(), 20);
  EXPECT_EQ(got.bins(), expected.bins());
  EXPECT_GT(got.bins().size(), 5u) << "not all at one end";
  EXPECT_EQ(counts.buckets, 2u);
}

TEST_F(check_sampler_test, above_the_last_bound_all_is_at_the_lower) {
  add({}, {bucket(7, 100, infinity)});
  commit(12349);
  flush();
  ASSERT_EQ(out.sketches.size(), 1u);
  auto bins = out.sketches[0].points[0].value.bins();
  ASSERT_EQ(bins.size(), 1u);
  EXPECT_EQ(bins[0].key, 1635) << "the key of 100";
  EXPECT_EQ(bins[0].count, 7u);
}

TEST_F(check_sampler_test, buckets_that_make_no_sense_are_refused) {
  add({}, {bucket(0, 1, 2), bucket(-3, 1, 2), bucket(5, 2, 1),
           bucket(5, std::nan(""), 1), bucket(5, -infinity, 1)});
  EXPECT_EQ(refused(drop_reason::parse_value), 3u);
  EXPECT_EQ(refused(drop_reason::nonfinite), 2u);
  commit(12349);
  flush();
  EXPECT_TRUE(out.sketches.empty());
}

TEST_F(check_sampler_test, a_monotonic_bucket_counts_what_it_grew_by) {
  auto b = bucket(10, 10, 20);
  b.monotonic = true;
  add({}, {b});
  commit(12346);
  flush();
  EXPECT_TRUE(out.sketches.empty()) << "the first is only a base";
  b.count = 14;
  add({}, {b});
  b.count = 12;
  add({}, {b});
  commit(12349);
  flush();
  ASSERT_EQ(out.sketches.size(), 1u);
  EXPECT_EQ(out.sketches[0].points[0].value.count(), 4)
      << "a decrease counts nothing";
}

TEST_F(check_sampler_test, a_first_bucket_may_be_said_to_count) {
  auto b = bucket(10, 10, 20);
  b.monotonic = true;
  b.flush_first_value = true;
  add({}, {b});
  commit(12349);
  flush();
  ASSERT_EQ(out.sketches.size(), 1u);
  EXPECT_EQ(out.sketches[0].points[0].value.count(), 10);
}

TEST_F(check_sampler_test, several_buckets_of_one_context_have_each_a_past) {
  auto low = bucket(10, 0, 1);
  auto high = bucket(100, 1, 2);
  low.monotonic = high.monotonic = true;
  low.multiple_buckets = high.multiple_buckets = true;
  add({}, {low, high});
  low.count = 11;
  high.count = 102;
  add({}, {low, high});
  commit(12349);
  flush();
  ASSERT_EQ(out.sketches.size(), 1u);
  EXPECT_EQ(out.sketches[0].points[0].value.count(), 3);
}

TEST_F(check_sampler_test, contradictions_are_counted) {
  add({sample("r", 10, metric_kind::rate, 1000),
       sample("r", 5, metric_kind::rate, 1010)});
  commit(12349);
  EXPECT_EQ(counts.errors, 1u);
  flush();
  EXPECT_TRUE(out.series.empty());
}

TEST_F(check_sampler_test, what_nobody_flushes_does_not_grow_for_ever) {
  options.max_waiting = 3;
  for (int run = 0; run < 5; ++run) {
    add({sample("a", 1), sample("b", 2)});
    commit(1000 + run);
  }
  EXPECT_EQ(refused(drop_reason::queue_full), 6u);
  flush();
  EXPECT_EQ(out.series.size(), 3u);
  add({sample("a", 1)});
  commit(2000);
  flush();
  EXPECT_EQ(out.series.size(), 1u);
}

} // namespace
} // namespace troupe
