#include "actors/forwarder/transaction_metrics.hpp"

#include "tests/support/forwarding.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using test::value_of;

TEST(transaction_metrics, kinds_of_one_url_are_counted_apart) {
  metrics registry;
  transaction_metrics x{registry, "https://a"};
  x.of(payload_kind::series_v2).success.Increment(2);
  x.of(payload_kind::events).success.Increment();
  EXPECT_EQ(value_of(registry, "transactions__success",
                     {{"domain", "https://a"}, {"endpoint", "series_v2"}}),
            2);
  EXPECT_EQ(value_of(registry, "transactions__success"), 3);
}

TEST(transaction_metrics, errors_are_counted_by_class_and_by_code) {
  metrics registry;
  transaction_metrics x{registry, "https://a"};
  x.error(payload_kind::series_v2, "gt_400", 503);
  x.error(payload_kind::series_v2, "dns_lookup_failure", 0);
  EXPECT_EQ(
      value_of(registry, "transactions__errors", {{"error_type", "gt_400"}}),
      1);
  EXPECT_EQ(value_of(registry, "transactions__errors"), 2);
  EXPECT_EQ(value_of(registry, "transactions__http_errors", {{"code", "503"}}),
            1);
  EXPECT_EQ(value_of(registry, "transactions__http_errors"), 1);
}

TEST(transaction_metrics, queues_of_one_url_add_up_and_shrink) {
  metrics registry;
  transaction_metrics a{registry, "https://a"};
  transaction_metrics b{registry, "https://a"};
  a.queue(3, 300);
  b.queue(2, 50);
  EXPECT_EQ(value_of(registry, "transactions__retry_queue_size"), 5);
  a.queue(1, 100);
  EXPECT_EQ(value_of(registry, "transactions__retry_queue_size"), 3);
  EXPECT_EQ(
      value_of(registry, "transaction_container__current_mem_size_in_bytes"),
      150);
}

} // namespace
} // namespace troupe
