#include "actors/aggregator/held_manifests.hpp"

#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {
namespace {

using namespace testing_aggregator;

class held_manifests_test : public with_ledger {
public:
  held_manifests::batch_ptr batch(const std::string& cluster, size_t messages,
                                  size_t bytes = 10) {
    std::vector<orchestrator_message> xs(messages,
                                         {80, std::string(bytes, 'x')});
    return make_ref<const orchestrator_batch>(
        cluster, std::move(xs), ticket{books.orchestrator, messages});
  }
  static void deliver(const std::vector<held_manifests::batch_ptr>& xs) {
    for (auto& x : xs)
      x->ledger.leave();
  }
};

TEST_F(held_manifests_test, batches_stay_apart_and_in_order) {
  held_manifests x{{100, 10'000}};
  x.add(batch("one", 2));
  x.add(batch("two", 3));
  EXPECT_EQ(x.messages(), 5u);
  auto all = x.take();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]->cluster_id, "one");
  EXPECT_EQ(all[1]->messages.size(), 3u);
  EXPECT_EQ(x.messages(), 0u);
  EXPECT_TRUE(x.take().empty());
  deliver(all);
}

TEST_F(held_manifests_test, too_many_messages_are_dropped_as_a_batch) {
  held_manifests x{{4, 10'000}};
  x.add(batch("one", 3));
  x.add(batch("two", 2));
  x.add(batch("three", 1));
  EXPECT_EQ(dropped(books.orchestrator, drop_reason::queue_full), 2u);
  auto all = x.take();
  EXPECT_EQ(all.size(), 2u);
  deliver(all);
}

TEST_F(held_manifests_test, too_many_bytes_are_dropped_until_taken) {
  held_manifests x{{100, 1000}};
  x.add(batch("one", 1, 900));
  x.add(batch("two", 1, 200));
  EXPECT_EQ(dropped(books.orchestrator, drop_reason::queue_full), 1u);
  deliver(x.take());
  x.add(batch("three", 1, 900));
  deliver(x.take());
  EXPECT_EQ(dropped(books.orchestrator, drop_reason::queue_full), 1u);
}

} // namespace
} // namespace troupe
