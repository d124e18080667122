#include "actors/dogstatsd/context_table.hpp"

#include <string>

#include <gtest/gtest.h>

namespace troupe {
namespace {

context_ptr make(uint64_t i, metric_kind kind = metric_kind::gauge) {
  context_traits traits;
  traits.kind = kind;
  return metric_context::make({i * 0x9e3779b97f4a7c15ull, i},
                              "n" + std::to_string(i), "", {}, traits);
}

TEST(context_table, finds_a_context_by_its_key) {
  context_table x{100};
  auto one = make(1);
  EXPECT_EQ(x.find(one->key()), context_table::none);
  auto slot = x.add(one, 5);
  EXPECT_EQ(x.find(one->key()), slot);
  EXPECT_EQ(x[slot].context, one);
  EXPECT_EQ(x[slot].last_seen_s, 5u);
  EXPECT_EQ(x.live(), 1u);
  EXPECT_EQ(x.find(make(2)->key()), context_table::none);
}

TEST(context_table, refuses_more_than_its_bound) {
  context_table x{2};
  EXPECT_NE(x.add(make(1), 0), context_table::none);
  EXPECT_NE(x.add(make(2), 0), context_table::none);
  EXPECT_TRUE(x.full());
  EXPECT_EQ(x.add(make(3), 0), context_table::none);
}

TEST(context_table, grows_and_keeps_its_slots) {
  context_table x{20'000};
  std::vector<uint32_t> slots;
  for (uint64_t i = 0; i < 10'000; ++i)
    slots.push_back(x.add(make(i), 0));
  for (uint64_t i = 0; i < 10'000; ++i)
    EXPECT_EQ(x.find(make(i)->key()), slots[i]);
}

TEST(context_table, counts_by_kind) {
  context_table x{10};
  x.add(make(1, metric_kind::counter), 0);
  auto gauge = x.add(make(2, metric_kind::gauge), 0);
  x.add(make(3, metric_kind::counter), 0);
  EXPECT_EQ(x.live(column_kind::counter), 2u);
  EXPECT_EQ(x.live(column_kind::gauge), 1u);
  x.expire(gauge);
  EXPECT_EQ(x.live(column_kind::gauge), 0u);
}

TEST(context_table, an_expired_slot_serves_again_only_after_two_releases) {
  context_table x{10};
  auto first = x.add(make(1), 0);
  x.expire(first);
  EXPECT_EQ(x.find(make(1)->key()), context_table::none);
  EXPECT_NE(x.add(make(2), 0), first);
  x.release_resting();
  EXPECT_NE(x.add(make(3), 0), first);
  x.release_resting();
  EXPECT_EQ(x.add(make(4), 0), first);
}

TEST(context_table, expiring_leaves_the_others_findable) {
  context_table x{1000};
  std::vector<uint32_t> slots;
  for (uint64_t i = 0; i < 600; ++i)
    slots.push_back(x.add(make(i), 0));
  for (uint64_t i = 0; i < 600; i += 2)
    x.expire(slots[i]);
  for (uint64_t i = 0; i < 600; ++i)
    EXPECT_EQ(x.find(make(i)->key()),
              i % 2 == 0 ? context_table::none : slots[i]);
}

TEST(context_table, its_footprint_shrinks_with_its_contexts) {
  context_table x{1000};
  auto slot = x.add(make(1), 0);
  auto with = x.footprint();
  x.expire(slot);
  EXPECT_LT(x.footprint(), with);
}

} // namespace
} // namespace troupe
