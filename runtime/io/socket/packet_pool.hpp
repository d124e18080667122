#pragma once
/// The batches between one socket and the shards. Their number is the bound
/// of the hop: when none is free the receiver stops reading, and the kernel
/// drops (UDP) or holds the sender (UNIX sockets).
///
/// Bounds: `max_batches`, made when first needed, given back by `trim`.
/// Thread rule: safe on any thread; one short lock per batch.

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "messages/packet/packet_batch.hpp"

namespace troupe {

struct packet_pool_options {
  /// Bytes of one batch; at least one packet of the largest size.
  size_t batch_bytes = 256 * 1024;
  size_t max_batches = 16;
};

struct packet_pool_counts {
  uint64_t taken = 0;
  uint64_t returned = 0;
  /// Times that none was free.
  uint64_t dry = 0;
  /// Batches that exist, in the pool or outside.
  size_t made = 0;
};

class packet_pool final : public batch_recycler,
                          public std::enable_shared_from_this<packet_pool> {
public:
  /// `freed` runs after a batch came back while the pool was dry.
  packet_pool(packet_pool_options options, std::function<void()> freed);
  ~packet_pool() override;

  /// An empty batch that returns here by itself; null when none is free.
  ref_ptr<packet_batch> take();
  void recycle(packet_batch* batch) noexcept override;

  /// Frees what was not needed since the last call.
  void trim();
  packet_pool_counts counts() const;

  size_t batch_bytes() const noexcept {
    return options_.batch_bytes;
  }

private:
  const packet_pool_options options_;
  const std::function<void()> freed_;
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<packet_batch>> free_;
  /// The fewest free batches since the last trim.
  size_t spare_ = 0;
  bool starved_ = false;
  packet_pool_counts counts_;
};

} // namespace troupe
