#pragma once
/// Samples that do not go through a shard's window: those with a timestamp of
/// their own (no-aggregation path), and those that checks submit.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "messages/metric/context.hpp"
#include "runtime/base/ref_counted.hpp"
#include "runtime/base/ticket.hpp"

namespace troupe {

/// One sample with its own timestamp (`|T`): a gauge or a count.
struct timed_sample {
  context_ptr context;
  double value = 0;
  /// Unix seconds, as the client sent it.
  int64_t timestamp = 0;
};

/// Shard -> aggregator, forwarded at once without aggregation.
class timed_sample_batch final : public ref_counted {
public:
  timed_sample_batch(std::vector<timed_sample> items, ticket samples)
      : items_(std::move(items)), samples_(std::move(samples)) {
  }
  const std::vector<timed_sample>& items() const noexcept {
    return items_;
  }
  ticket& samples() const noexcept {
    return samples_;
  }

private:
  std::vector<timed_sample> items_;
  mutable ticket samples_;
};

/// One sample of a check; `kind` is any but the timestamped ones.
struct check_sample {
  std::string name;
  std::string host;
  std::vector<std::string> tags;
  double value = 0;
  /// Unix seconds with fraction; 0 means the time of receipt.
  double timestamp = 0;
  metric_kind kind = metric_kind::gauge;
  /// For monotonic counts and buckets: the first value counts as a change.
  bool flush_first_value = false;
  bool no_index = false;
};

/// One OpenMetrics histogram bucket of a check.
struct histogram_bucket {
  std::string name;
  std::string host;
  std::vector<std::string> tags;
  int64_t count = 0;
  double lower = 0;
  /// May be +infinity.
  double upper = 0;
  double timestamp = 0;
  bool monotonic = false;
  bool flush_first_value = false;
  bool multiple_buckets = false;
};

/// Check -> aggregator: one run of one check.
class check_batch final : public ref_counted {
public:
  std::string check_id;
  std::vector<check_sample> samples;
  std::vector<histogram_bucket> buckets;
  /// True closes the run: series are stamped with `commit_time_s`.
  bool commit = false;
  double commit_time_s = 0;
  /// True: the check was unscheduled; its state goes after the next flush.
  bool deregister = false;
  /// The samples and buckets above, in the `samples` stage.
  mutable ticket ledger;
};

} // namespace troupe
