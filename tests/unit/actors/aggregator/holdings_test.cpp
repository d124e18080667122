#include "actors/aggregator/holdings.hpp"

#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

class holdings_test : public with_ledger {
public:
  holdings x{{}, {}, {}, 10};

  void close(int64_t start_s, const std::string& name, double sum,
             uint64_t samples) {
    closed_window window;
    window.start_s = start_s;
    window.counters.push_back(counter(name, sum));
    std::vector<closed_window> windows;
    windows.push_back(std::move(window));
    x.windows.add({0, 0, std::move(windows), ticket{books.samples, samples}});
  }
  void run_check(const std::string& name) {
    check_batch batch;
    batch.check_id = "id";
    check_sample s;
    s.name = name;
    batch.samples.push_back(s);
    s.name = name + ".d";
    s.kind = metric_kind::distribution;
    batch.samples.push_back(s);
    batch.commit = true;
    batch.commit_time_s = 2000;
    batch.ledger = ticket{books.samples, 2};
    x.checks.add(batch, 1000);
  }
  void flush() {
    out = {};
    auto to = writer();
    auto content = x.take_metrics(false, 1000);
    while (content.next(to))
      EXPECT_GT(queued(books.samples), 0) << "samples rest until the end";
    to.finish();
    EXPECT_EQ(queued(books.samples), 0);
  }
};

TEST_F(holdings_test, windows_come_first_then_checks) {
  run_check("check");
  close(100, "dogstatsd", 10, 4);
  flush();
  EXPECT_EQ(out.names(), (std::vector<std::string>{"dogstatsd", "check"}));
  EXPECT_EQ(out.sketches.size(), 1u);
  EXPECT_EQ(books.samples.snapshot().out, 6u);
  EXPECT_EQ(books.points.snapshot().in, 3u);
}

TEST_F(holdings_test, nothing_is_flushed_twice) {
  close(100, "c", 10, 1);
  flush();
  flush();
  EXPECT_TRUE(out.series.empty());
}

TEST_F(holdings_test, late_windows_get_a_stamp_that_was_not_sent) {
  close(100, "c", 10, 1);
  close(110, "c", 10, 1);
  flush();
  close(110, "c", 30, 1);
  close(120, "c", 10, 1);
  flush();
  EXPECT_EQ(points_of(out.find("c")), (point_list{{120, 4}}));
  EXPECT_EQ(x.late(), 1u);
}

TEST_F(holdings_test, content_that_is_not_written_counts_as_abandoned) {
  close(100, "c", 10, 3);
  { auto content = x.take_metrics(false, 1000); }
  EXPECT_EQ(dropped(books.samples, drop_reason::abandoned), 3u);
}

} // namespace
} // namespace troupe
