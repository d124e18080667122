#include "runtime/io/socket/packet_pool.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

packet_pool::packet_pool(packet_pool_options options,
                         std::function<void()> freed)
    : options_(options), freed_(std::move(freed)) {
  // So that `recycle` never allocates.
  free_.reserve(options_.max_batches);
}

packet_pool::~packet_pool() = default;

ref_ptr<packet_batch> packet_pool::take() {
  std::lock_guard guard{mutex_};
  std::unique_ptr<packet_batch> batch;
  if (!free_.empty()) {
    batch = std::move(free_.back());
    free_.pop_back();
  } else if (counts_.made < options_.max_batches) {
    batch = std::make_unique<packet_batch>(options_.batch_bytes);
    ++counts_.made;
  } else {
    starved_ = true;
    ++counts_.dry;
    return nullptr;
  }
  spare_ = std::min(spare_, free_.size());
  ++counts_.taken;
  batch->home = shared_from_this();
  return ref_ptr<packet_batch>{batch.release()};
}

void packet_pool::recycle(packet_batch* batch) noexcept {
  std::unique_ptr<packet_batch> owner{batch};
  owner->packets.clear();
  bool starved = false;
  {
    std::lock_guard guard{mutex_};
    free_.push_back(std::move(owner));
    ++counts_.returned;
    starved = std::exchange(starved_, false);
  }
  if (starved && freed_)
    freed_();
}

void packet_pool::trim() {
  std::vector<std::unique_ptr<packet_batch>> surplus;
  std::lock_guard guard{mutex_};
  // The oldest ones lie at the front: they were not touched for longest.
  for (; spare_ > 1 && free_.size() > 1; --spare_) {
    surplus.push_back(std::move(free_.front()));
    free_.erase(free_.begin());
    --counts_.made;
  }
  spare_ = free_.size();
}

packet_pool_counts packet_pool::counts() const {
  std::lock_guard guard{mutex_};
  return counts_;
}

} // namespace troupe
