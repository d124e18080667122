#include "actors/aggregator/pending_windows.hpp"

#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

class pending_windows_test : public with_ledger {
public:
  window_closed closed(int64_t start_s, size_t rows, uint64_t samples) {
    closed_window window;
    window.start_s = start_s;
    for (size_t i = 0; i < rows; ++i)
      window.counters.push_back(counter("c" + std::to_string(i), 1));
    std::vector<closed_window> windows;
    windows.push_back(std::move(window));
    return {0, 0, std::move(windows), ticket{books.samples, samples}};
  }
};

TEST_F(pending_windows_test, windows_and_tickets_come_out_together) {
  pending_windows x{100};
  x.add(closed(100, 2, 5));
  x.add(closed(110, 3, 7));
  EXPECT_EQ(x.rows(), 5u);
  EXPECT_EQ(queued(books.samples), 12);
  auto all = x.take();
  ASSERT_EQ(all.windows.size(), 2u);
  EXPECT_EQ(all.windows[0].start_s, 100);
  EXPECT_EQ(all.windows[1].counters.size(), 3u);
  EXPECT_EQ(all.samples.units(), 12u);
  EXPECT_EQ(x.rows(), 0u);
  EXPECT_TRUE(x.take().windows.empty());
  all.samples.leave();
}

TEST_F(pending_windows_test, the_oldest_goes_when_there_are_too_many_rows) {
  pending_windows x{5};
  x.add(closed(100, 3, 30));
  x.add(closed(110, 3, 31));
  EXPECT_EQ(x.rows(), 3u);
  EXPECT_EQ(x.evicted(), 3u);
  EXPECT_EQ(dropped(books.samples, drop_reason::queue_full), 30u);
  auto all = x.take();
  ASSERT_EQ(all.windows.size(), 1u);
  EXPECT_EQ(all.windows[0].start_s, 110);
  all.samples.leave();
}

TEST_F(pending_windows_test, one_large_message_is_kept) {
  pending_windows x{5};
  x.add(closed(100, 9, 9));
  EXPECT_EQ(x.rows(), 9u);
  x.take().samples.leave();
}

TEST_F(pending_windows_test, empty_answers_take_no_room) {
  pending_windows x{5};
  for (int i = 0; i < 1000; ++i)
    x.add(closed(100, 0, 0));
  EXPECT_TRUE(x.take().windows.empty());
}

} // namespace
} // namespace troupe
