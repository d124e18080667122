#include "tests/actor/aggregator/aggregator_fixture.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

/// What checks will submit, driven by the messages that they will send.
class aggregator_checks_test : public aggregator_fixture {
public:
  void submit(const std::string& id, std::vector<check_sample> samples,
              std::vector<histogram_bucket> buckets = {},
              bool deregister = false) {
    auto batch = make_ref<check_batch>();
    batch->check_id = id;
    batch->ledger = ticket{books.samples, samples.size() + buckets.size()};
    batch->samples = std::move(samples);
    batch->buckets = std::move(buckets);
    batch->commit = true;
    batch->commit_time_s = static_cast<double>(time().wall_s());
    batch->deregister = deregister;
    send(check_batch_ptr{batch});
  }
  static check_sample sample(const std::string& name, metric_kind kind,
                             double value, double timestamp = 0) {
    check_sample x;
    x.name = name;
    x.kind = kind;
    x.value = value;
    x.timestamp = timestamp;
    return x;
  }
  testing_aggregator::written flush() {
    send(flush_command{});
    answer_all();
    return written();
  }
};

TEST_F(aggregator_checks_test, rates_and_counts_need_two_runs) {
  start();
  auto run = [&](double value) {
    submit("net", {sample("bytes.rcvd", metric_kind::rate, value),
                   sample("packets", metric_kind::monotonic_count, value),
                   sample("queue", metric_kind::gauge, value)});
  };
  run(100);
  auto first = flush();
  EXPECT_EQ(first.find("bytes.rcvd"), nullptr);
  EXPECT_EQ(first.find("packets"), nullptr);
  EXPECT_EQ(points_of(first.find("queue")), (point_list{{start_s, 100}}));
  advance(std::chrono::seconds(10));
  run(150);
  auto second = flush();
  EXPECT_EQ(points_of(second.find("bytes.rcvd")),
            (point_list{{start_s + 10, 5}}));
  EXPECT_EQ(points_of(second.find("packets")),
            (point_list{{start_s + 10, 50}}));
  EXPECT_EQ(count("aggregator__checks_metric_sample"), 6);
  EXPECT_EQ(
      count("aggregator__processed", {{"shard", ""}, {"data_type", "metrics"}}),
      6);
}

TEST_F(aggregator_checks_test, distributions_and_buckets_become_sketches) {
  start();
  histogram_bucket bucket;
  bucket.name = "latency";
  bucket.count = 10;
  bucket.lower = 1;
  bucket.upper = 2;
  bucket.timestamp = start_s - 1;
  submit("web", {sample("size", metric_kind::distribution, 7, start_s - 1)},
         {bucket});
  auto got = flush();
  ASSERT_EQ(got.sketches.size(), 2u);
  EXPECT_EQ(got.sketches[0].points[0].value.count()
                + got.sketches[1].points[0].value.count(),
            11);
  EXPECT_EQ(count("aggregator__sketches_flushed"), 2);
  EXPECT_EQ(count("aggregator__processed",
                  {{"shard", ""}, {"data_type", "histogram_bucket"}}),
            1);
}

TEST_F(aggregator_checks_test, a_check_that_goes_loses_its_past) {
  start();
  submit("net", {sample("packets", metric_kind::monotonic_count, 100)});
  submit("net", {sample("packets", metric_kind::monotonic_count, 110)}, {},
         true);
  EXPECT_EQ(points_of(flush().find("packets")), (point_list{{start_s, 10}}));
  submit("net", {sample("packets", metric_kind::monotonic_count, 120)});
  EXPECT_EQ(flush().find("packets"), nullptr) << "only a base again";
}

TEST_F(aggregator_checks_test, contexts_of_checks_are_counted) {
  start();
  submit("a", {sample("x", metric_kind::gauge, 1)});
  submit("b", {sample("y", metric_kind::gauge, 1)});
  flush();
  EXPECT_EQ(numbers.gauge("check_metrics__total", "").Value(), 2);
  EXPECT_EQ(count("check_metrics__created_total"), 2);
  for (int i = 0; i < 3; ++i)
    submit("a", {});
  flush();
  EXPECT_EQ(count("check_metrics__expired_total"), 1);
  EXPECT_EQ(numbers.gauge("check_metrics__total", "").Value(), 1);
}

} // namespace
} // namespace troupe
