#include "runtime/observability/metrics.hpp"

#include <gtest/gtest.h>
#include <prometheus/collectable.h>

namespace troupe {
namespace {

const prometheus::MetricFamily*
family(const std::vector<prometheus::MetricFamily>& all,
       const std::string& name) {
  for (const auto& x : all)
    if (x.name == name)
      return &x;
  return nullptr;
}

TEST(metrics, the_same_name_and_labels_are_the_same_counter) {
  metrics x;
  auto& first = x.counter("a_total", "help", {{"reason", "full"}});
  auto& again = x.counter("a_total", "help", {{"reason", "full"}});
  auto& other = x.counter("a_total", "help", {{"reason", "old"}});
  EXPECT_EQ(&first, &again);
  EXPECT_NE(&first, &other);
}

TEST(metrics, what_was_added_is_collected_with_its_labels) {
  metrics x;
  x.counter("a_total", "what a is", {{"reason", "full"}}).Increment(3);
  x.gauge("b_bytes", "what b is").Set(7);
  auto all = x.collect();
  const auto* a = family(all, "a_total");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->help, "what a is");
  ASSERT_EQ(a->metric.size(), 1u);
  EXPECT_EQ(a->metric[0].counter.value, 3);
  EXPECT_EQ(a->metric[0].label[0].value, "full");
  const auto* b = family(all, "b_bytes");
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(b->metric[0].gauge.value, 7);
}

TEST(metrics, families_that_live_elsewhere_are_read_at_the_scrape) {
  struct elsewhere final : prometheus::Collectable {
    std::vector<prometheus::MetricFamily> Collect() const override {
      prometheus::MetricFamily x;
      x.name = "ledger_in";
      x.metric.emplace_back().gauge.value = value;
      return {x};
    }
    double value = 1;
  };
  metrics x;
  auto source = std::make_shared<elsewhere>();
  x.also(source);
  source->value = 5;
  auto all = x.collect();
  const auto* found = family(all, "ledger_in");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->metric[0].gauge.value, 5);
}

} // namespace
} // namespace troupe
