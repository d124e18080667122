#include "actors/aggregator/check_samplers.hpp"

#include <utility>

namespace troupe {

void check_samplers::add(const check_batch& batch, double now_s) {
  auto i = samplers_.find(batch.check_id);
  if (i == samplers_.end()) {
    if (samplers_.size() >= max_checks_) {
      batch.ledger.drop(drop_reason::entity_limit);
      return;
    }
    holder one{std::make_unique<check_sampler>(options_, histograms_, counts_)};
    i = samplers_.emplace(batch.check_id, std::move(one)).first;
  }
  auto& to = i->second;
  to.sampler->add(batch, now_s);
  // A check that is scheduled again goes on where it was.
  to.deregistered = batch.deregister;
}

check_sampler::content check_samplers::take(bool everything, double now_s) {
  check_sampler::content result;
  for (auto i = samplers_.begin(); i != samplers_.end();) {
    auto& [sampler, deregistered] = i->second;
    if (everything || deregistered)
      sampler->finish(now_s);
    sampler->take(result);
    if (deregistered)
      samplers_.erase(i++);
    else
      ++i;
  }
  return result;
}

size_t check_samplers::contexts() const {
  size_t result = 0;
  for (auto& [id, x] : samplers_)
    result += x.sampler->contexts();
  return result;
}

} // namespace troupe
