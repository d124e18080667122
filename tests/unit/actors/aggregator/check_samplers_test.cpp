#include "actors/aggregator/check_samplers.hpp"

#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

class check_samplers_test : public with_ledger {
public:
  histogram_series histograms{{}};
  check_samplers x{{}, 2, histograms};

  void add(const std::string& id, double value, bool commit = true,
           bool deregister = false, metric_kind kind = metric_kind::gauge) {
    check_batch batch;
    batch.check_id = id;
    check_sample s;
    s.name = id + ".m";
    s.value = value;
    s.kind = kind;
    batch.samples.push_back(s);
    batch.commit = commit;
    batch.commit_time_s = 1000;
    batch.deregister = deregister;
    batch.ledger = ticket{books.samples, 1};
    x.add(batch, 1000);
  }
  void take(bool everything = false) {
    auto all = x.take(everything, 1005);
    out.series = std::move(all.series);
    all.samples.leave();
  }
};

TEST_F(check_samplers_test, each_check_has_a_past_of_its_own) {
  add("cpu", 10, true, false, metric_kind::monotonic_count);
  add("disk", 100, true, false, metric_kind::monotonic_count);
  add("cpu", 11, true, false, metric_kind::monotonic_count);
  add("disk", 150, true, false, metric_kind::monotonic_count);
  EXPECT_EQ(x.size(), 2u);
  EXPECT_EQ(x.contexts(), 2u);
  take();
  EXPECT_EQ(points_of(out.find("cpu.m")), (point_list{{1000, 1}}));
  EXPECT_EQ(points_of(out.find("disk.m")), (point_list{{1000, 50}}));
  EXPECT_EQ(x.counts().samples, 4u);
}

TEST_F(check_samplers_test, a_check_that_was_unscheduled_goes_with_the_flush) {
  add("cpu", 1, false, true);
  EXPECT_EQ(x.size(), 1u);
  take();
  EXPECT_EQ(x.size(), 0u);
  EXPECT_EQ(points_of(out.find("cpu.m")), (point_list{{1005, 1}}))
      << "its open run too";
}

TEST_F(check_samplers_test, a_check_that_comes_back_stays) {
  add("cpu", 1, true, true);
  add("cpu", 2, true, false);
  take();
  EXPECT_EQ(x.size(), 1u);
}

TEST_F(check_samplers_test, open_runs_wait_unless_everything_is_asked_for) {
  add("cpu", 1, false);
  take();
  EXPECT_TRUE(out.series.empty());
  take(true);
  EXPECT_EQ(points_of(out.find("cpu.m")), (point_list{{1005, 1}}));
}

TEST_F(check_samplers_test, further_checks_than_allowed_are_refused) {
  add("a", 1);
  add("b", 1);
  add("c", 1);
  EXPECT_EQ(x.size(), 2u);
  EXPECT_EQ(dropped(books.samples, drop_reason::entity_limit), 1u);
  take();
  EXPECT_EQ(out.series.size(), 2u);
}

} // namespace
} // namespace troupe
