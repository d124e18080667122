#pragma once
/// Listener -> shard: whole datagrams or frames in one pooled buffer.
/// When the last pointer goes the batch returns to its pool, so the number of
/// batches in a pool bounds what is between the sockets and the shards.

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "runtime/base/ref_counted.hpp"
#include "runtime/base/ticket.hpp"

namespace troupe {

enum class transport : uint8_t { udp = 0, uds = 1, uds_stream = 2 };

constexpr std::string_view to_string(transport x) {
  constexpr std::string_view words[] = {"udp", "uds", "uds_stream"};
  return words[static_cast<size_t>(x)];
}

/// One datagram or frame inside the batch's buffer.
struct packet {
  uint32_t offset = 0;
  uint32_t size = 0;
  /// Credentials of the sender on UNIX sockets; 0 when there are none.
  uint32_t pid = 0;
  uint32_t uid = 0;
  uint32_t gid = 0;
};

class packet_batch;

/// Where batches go when nobody needs them; must outlive them (shared).
class batch_recycler {
public:
  virtual ~batch_recycler() = default;
  /// Any thread. Takes ownership.
  virtual void recycle(packet_batch* batch) noexcept = 0;
};

class packet_batch final : public ref_counted {
public:
  explicit packet_batch(size_t capacity)
      : storage(new char[capacity]), capacity(capacity) {
  }

  std::string_view bytes(const packet& x) const noexcept {
    return {storage.get() + x.offset, x.size};
  }

  /// Not initialised on purpose: the kernel writes it.
  std::unique_ptr<char[]> storage;
  size_t capacity;
  std::vector<packet> packets;
  transport from = transport::udp;
  /// Wall nanoseconds when the last packet was read.
  int64_t arrival_ns = 0;
  /// Packets of the `packets` stage.
  mutable ticket ledger;
  /// Null for a batch without a pool (tests). Cleared while in the pool.
  std::shared_ptr<batch_recycler> home;

private:
  void destroy() const noexcept override {
    auto self = const_cast<packet_batch*>(this);
    self->ledger.drop(drop_reason::abandoned);
    if (auto pool = std::move(self->home))
      pool->recycle(self);
    else
      delete self;
  }
};

} // namespace troupe
