#pragma once
/// How samples of shards and checks are put together. The window (10 s) and
/// the flush (15 s) are fixed, as in the Agent.
///
/// Thread rule: a value; filled once by the loader, then only read.

#include <chrono>
#include <cstdint>

namespace troupe {

struct aggregator_config {
  /// Seconds that the last flush may take when the runtime stops. 0 sends
  /// nothing more.
  /// Default: 2
  std::chrono::seconds aggregator_stop_timeout{2};

  /// Contexts that are held at once, over all shards. Samples of later ones
  /// are dropped and counted until old ones expire. Accepted: 1 to 100000000.
  /// Lower it to bound memory (about 500 bytes each).
  /// Key: troupe.aggregator.max_contexts
  /// Default: 1000000
  int64_t max_contexts = 1'000'000;

  /// Commits of a check without a sample after which its context is
  /// forgotten. Accepted: 1 to 1000.
  /// Default: 2
  int64_t check_sampler_bucket_commits_count_expiry = 2;

  /// Forgets the contexts of checks at all. False keeps them while the check
  /// lives.
  /// Default: true
  bool check_sampler_expire_metrics = true;

  /// How long a check's rates and monotonic counts are kept without a sample,
  /// as a duration (`25h`).
  /// Default: 25h
  std::chrono::seconds check_sampler_stateful_metric_expiration_time{
      std::chrono::hours{25}};
};

} // namespace troupe
