#include "actors/aggregator/held_items.hpp"

#include "messages/event/event.hpp"
#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

class held_items_test : public with_ledger {
public:
  event_batch batch(std::vector<event> xs) {
    auto n = xs.size();
    return {std::move(xs), ticket{books.events, n}};
  }
  static event titled(std::string title, int64_t timestamp = 0) {
    event x;
    x.title = std::move(title);
    x.timestamp = timestamp;
    return x;
  }
};

TEST_F(held_items_test, all_come_out_in_the_order_they_came) {
  held_items<event_batch, event> x{10};
  EXPECT_TRUE(x.empty());
  x.add(batch({titled("a"), titled("b")}), 100);
  x.add(batch({titled("c")}), 101);
  EXPECT_EQ(x.size(), 3u);
  auto all = x.take();
  EXPECT_TRUE(x.empty());
  ASSERT_EQ(all->items().size(), 3u);
  EXPECT_EQ(all->items()[0].title, "a");
  EXPECT_EQ(all->items()[2].title, "c");
  EXPECT_EQ(all->ledger().units(), 3u);
  all->ledger().leave();
  EXPECT_EQ(x.take()->items().size(), 0u);
}

TEST_F(held_items_test, what_has_no_time_gets_the_time_of_receipt) {
  held_items<event_batch, event> x{10};
  x.add(batch({titled("a"), titled("b", 77)}), 100);
  auto all = x.take();
  EXPECT_EQ(all->items()[0].timestamp, 100);
  EXPECT_EQ(all->items()[1].timestamp, 77);
  all->ledger().leave();
}

TEST_F(held_items_test, tags_are_sorted_and_distinct) {
  held_items<event_batch, event> x{10};
  auto one = titled("a");
  one.tags = {"b", "a", "b"};
  x.add(batch({one}), 100);
  auto all = x.take();
  EXPECT_EQ(all->items()[0].tags, (std::vector<std::string>{"a", "b"}));
  all->ledger().leave();
}

TEST_F(held_items_test, what_is_beyond_the_limit_is_counted) {
  held_items<event_batch, event> x{3};
  x.add(batch({titled("a"), titled("b")}), 100);
  x.add(batch({titled("c"), titled("d"), titled("e")}), 100);
  x.add(batch({titled("f")}), 100);
  EXPECT_EQ(x.size(), 3u);
  EXPECT_EQ(dropped(books.events, drop_reason::queue_full), 3u);
  auto all = x.take();
  EXPECT_EQ(all->items()[2].title, "c");
  EXPECT_EQ(all->ledger().units(), 3u);
  all->ledger().leave();
}

TEST_F(held_items_test, our_own_are_taken_even_when_full) {
  held_items<event_batch, event> x{1};
  x.add(batch({titled("a")}), 100);
  x.add_own(titled("own"), books.events);
  EXPECT_EQ(x.size(), 2u);
  auto all = x.take();
  EXPECT_EQ(all->ledger().units(), 2u);
  all->ledger().leave();
}

TEST_F(held_items_test, what_is_never_taken_counts_as_abandoned) {
  {
    held_items<event_batch, event> x{10};
    x.add(batch({titled("a")}), 100);
  }
  EXPECT_EQ(dropped(books.events, drop_reason::abandoned), 1u);
}

} // namespace
} // namespace troupe
