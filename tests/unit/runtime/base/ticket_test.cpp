#include "runtime/base/ticket.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

class ticket_test : public ::testing::Test {
public:
  stage row{"events"};

  uint64_t dropped(drop_reason why) const {
    return row.snapshot().dropped[static_cast<size_t>(why)];
  }
  int64_t queued() const {
    return row.snapshot().resting[0];
  }
  void TearDown() override {
    EXPECT_EQ(row.snapshot().balance(), 0);
  }
};

TEST_F(ticket_test, enters_its_units_and_lets_them_go_on) {
  ticket x{row, 7};
  EXPECT_EQ(x.units(), 7u);
  EXPECT_EQ(queued(), 7);
  x.leave();
  EXPECT_EQ(x.units(), 0u);
  EXPECT_EQ(row.snapshot().out, 7u);
}

TEST_F(ticket_test, an_unsettled_one_counts_as_abandoned) {
  { ticket x{row, 4}; }
  EXPECT_EQ(dropped(drop_reason::abandoned), 4u);
  EXPECT_EQ(queued(), 0);
}

TEST_F(ticket_test, a_settled_one_does_not_count_again) {
  {
    ticket x{row, 4};
    x.leave();
    x.drop(drop_reason::oom);
  }
  EXPECT_EQ(row.snapshot().dropped_total(), 0u);
}

TEST_F(ticket_test, moving_moves_the_duty) {
  ticket x{row, 3};
  {
    ticket y{std::move(x)};
    EXPECT_EQ(y.units(), 3u);
  }
  EXPECT_EQ(dropped(drop_reason::abandoned), 3u);
  EXPECT_EQ(x.units(), 0u); // NOLINT(bugprone-use-after-move): that is it
}

TEST_F(ticket_test, assigning_over_units_abandons_them) {
  ticket x{row, 3};
  x = ticket{row, 2};
  EXPECT_EQ(dropped(drop_reason::abandoned), 3u);
  EXPECT_EQ(x.units(), 2u);
  x.leave();
}

TEST_F(ticket_test, absorbing_takes_all_of_the_other) {
  ticket x;
  ticket y{row, 2};
  x.absorb(std::move(y));
  x.absorb(ticket{row, 5});
  EXPECT_EQ(x.units(), 7u);
  EXPECT_EQ(queued(), 7);
  x.leave();
  EXPECT_EQ(row.snapshot().out, 7u);
}

TEST_F(ticket_test, parts_are_settled_apart) {
  ticket x{row, 10};
  x.drop(3, drop_reason::nonfinite);
  x.leave(2);
  EXPECT_EQ(x.units(), 5u);
  EXPECT_EQ(queued(), 5);
  x.drop(drop_reason::disabled);
  EXPECT_EQ(dropped(drop_reason::nonfinite), 3u);
  EXPECT_EQ(dropped(drop_reason::disabled), 5u);
  EXPECT_EQ(row.snapshot().out, 2u);
}

TEST_F(ticket_test, no_more_is_settled_than_there_is) {
  ticket x{row, 2};
  x.drop(5, drop_reason::queue_full);
  x.leave(5);
  EXPECT_EQ(dropped(drop_reason::queue_full), 2u);
  EXPECT_EQ(row.snapshot().out, 0u);
}

TEST_F(ticket_test, adding_enters_more) {
  ticket x;
  x.add(row, 1);
  x.add(row, 2);
  EXPECT_EQ(x.units(), 3u);
  EXPECT_EQ(row.snapshot().in, 3u);
  x.leave();
}

} // namespace
} // namespace troupe
