#pragma once
/// The samplers of all checks, by check id: made with the first sample, gone
/// when the check was unscheduled and its data was flushed.
///
/// Bounds: `max_checks` samplers; samples of further checks are dropped as
/// `entity_limit`.
/// Thread rule: one owner.

#include <memory>
#include <string>

#include <absl/container/flat_hash_map.h>

#include "actors/aggregator/check_sampler.hpp"

namespace troupe {

class check_samplers {
public:
  /// `histograms` must outlive this.
  check_samplers(const check_sampler_options& options, size_t max_checks,
                 const histogram_series& histograms)
      : options_(options), max_checks_(max_checks), histograms_(histograms) {
  }

  check_samplers(const check_samplers&) = delete;
  check_samplers& operator=(const check_samplers&) = delete;

  void add(const check_batch& batch, double now_s);

  /// What all of them have committed; with `everything`, open runs too.
  check_sampler::content take(bool everything, double now_s);

  size_t size() const noexcept {
    return samplers_.size();
  }
  size_t contexts() const;
  const check_counts& counts() const noexcept {
    return counts_;
  }

private:
  // The samplers refer to the options and counts here.
  struct holder {
    std::unique_ptr<check_sampler> sampler;
    bool deregistered = false;
  };

  check_sampler_options options_;
  size_t max_checks_;
  const histogram_series& histograms_;
  check_counts counts_;
  absl::flat_hash_map<std::string, holder> samplers_;
};

} // namespace troupe
