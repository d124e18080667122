// The ledger is no subtraction: each of its increments is counted where it
// happens. This program is also built with one increment left out at a time
// (tools/check/mutants), and then it has to fail.

#include "tests/pipeline/pipeline.hpp"

namespace troupe {
namespace {

class ledger_test : public pipeline {
protected:
  void expect_row(const stage& row, uint64_t in, uint64_t out,
                  uint64_t dropped) {
    auto now = row.snapshot();
    EXPECT_EQ(now.in, in) << "ledger row " << row.name();
    EXPECT_EQ(now.out, out) << "ledger row " << row.name();
    EXPECT_EQ(now.dropped_total(), dropped) << "ledger row " << row.name();
  }
  void expect_resting(const stage& row, int64_t queued) {
    EXPECT_EQ(row.snapshot().resting[0], queued) << "ledger row " << row.name();
  }
};

TEST_F(ledger_test, what_rests_is_counted_when_it_comes) {
  start();
  send("hits:1|c\nhits:1|c\nload:1|g");
  expect_row(books().samples, 3, 0, 0);
  expect_resting(books().samples, 3);
}

TEST_F(ledger_test, what_goes_on_is_counted_when_it_goes) {
  start();
  send("hits:1|c\nload:1|g");
  ASSERT_TRUE(flush_window());
  expect_row(books().packets, 1, 1, 0);
  expect_row(books().values, 2, 2, 0);
  expect_row(books().samples, 2, 2, 0);
  expect_resting(books().samples, 0);
}

TEST_F(ledger_test, what_is_lost_on_the_way_is_counted_as_lost) {
  start();
  send("hits:1|c\nhits:1|c\nload:1|g");
  kill_actor("dogstatsd/0");
  settle_down();
  expect_row(books().samples, 3, 0, 3);
  expect_resting(books().samples, 0);
}

TEST_F(ledger_test, what_is_refused_is_counted_as_dropped) {
  start();
  send("_e{not an event\n_sc|no status");
  expect_row(books().events, 1, 0, 1);
  expect_row(books().service_checks, 1, 0, 1);
  expect_resting(books().events, 0);
}

TEST_F(ledger_test, what_an_intake_refuses_is_counted_as_dropped) {
  start();
  intake.status = [](auto&) { return 400; };
  ASSERT_TRUE(flush());
  auto now = books().payloads.snapshot();
  EXPECT_GE(now.in, 1u);
  expect_row(books().payloads, now.in, 0, now.in);
}

} // namespace
} // namespace troupe
