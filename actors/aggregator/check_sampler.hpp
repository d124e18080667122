#pragma once
/// The metrics of one check. Samples and buckets gather until the check
/// commits its run; the commit's series wait for the flush.
///
/// Distributions and OpenMetrics buckets become sketches by second; a commit
/// closes the seconds before it, as in the Agent, so that a later sample of
/// the same second makes no second sketch.
///
/// A context without a sample goes after some commits; kinds that need their
/// past (rates, monotonic counts) keep it for hours.
///
/// Bounds: contexts, waiting points, open seconds and buckets per context are
/// limited; what is beyond is dropped, counted by the ledger.
/// Thread rule: one owner.

#include <cstdint>
#include <optional>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "actors/aggregator/check_metric.hpp"
#include "messages/metric/serie.hpp"
#include "runtime/base/ticket.hpp"

namespace troupe {

struct check_sampler_options {
  /// Commits without a sample after which a context goes.
  uint64_t idle_commits = 2;
  /// False keeps contexts as long as the check.
  bool expire = true;
  /// How long kinds with state outlive that.
  double stateful_s = 25 * 3600;
  size_t max_contexts = 100'000;
  /// Series and sketches that wait for a flush.
  size_t max_waiting = 500'000;
};

/// What happened, over all samplers of the process.
struct check_counts {
  /// Samples and buckets that were folded in.
  uint64_t samples = 0;
  uint64_t buckets = 0;
  uint64_t contexts_created = 0;
  uint64_t contexts_expired = 0;
  /// Commits of a metric whose samples contradict each other.
  uint64_t errors = 0;
};

class check_sampler {
public:
  /// What a flush takes.
  struct content {
    std::vector<serie> series;
    std::vector<sketch_serie> sketches;
    ticket samples;
  };

  /// All three must outlive this.
  check_sampler(const check_sampler_options& options,
                const histogram_series& histograms, check_counts& counts);

  /// One message of the check: samples, buckets, then maybe a commit.
  void add(const check_batch& batch, double now_s);

  void commit(double at_s);

  /// Closes every second that is open, then commits: nothing more will come.
  void finish(double at_s);

  /// Adds what was committed to `out`.
  void take(content& out);

  size_t contexts() const noexcept {
    return entries_.size();
  }

private:
  struct key_hash {
    size_t operator()(const hash128& x) const noexcept {
      return x.low;
    }
  };
  /// The last count of a monotonic bucket.
  struct bucket_memory {
    double lower = 0;
    double upper = 0;
    int64_t count = 0;
  };
  struct entry {
    context_ptr context;
    /// Not for distributions and buckets.
    std::optional<check_metric> metric;
    std::vector<sketch_point> sketches;
    std::vector<bucket_memory> buckets;
    /// Number of the last commit that closed a run with a sample.
    uint64_t used = 0;
    /// Unix seconds; 0 while the context is in use.
    double deadline_s = 0;
  };

  void add(const check_sample& x, double now_s, ticket& units);
  void add(const histogram_bucket& x, double now_s, ticket& units);
  /// Null when there are too many.
  entry* find(std::string_view name, std::string_view host,
              const std::vector<std::string>& tags,
              const context_traits& traits);
  /// What a bucket grew by; none for the first of its kind.
  static std::optional<int64_t> grown(entry& to, const histogram_bucket& x);
  static sketch& sketch_at(entry& to, int64_t second);
  void commit_metric(entry& x, int64_t stamp_s);
  void commit_sketches(entry& x, int64_t before_s);
  bool expired(entry& x, double at_s) const;

  const check_sampler_options& options_;
  const histogram_series& histograms_;
  check_counts& counts_;
  absl::flat_hash_map<hash128, entry, key_hash> entries_;
  std::vector<check_point> points_;
  /// Number of the commit that comes next.
  uint64_t commit_ = 0;
  /// Of the run that is open.
  ticket open_;
  content waiting_;
};

} // namespace troupe
