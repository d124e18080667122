#pragma once
/// Orchestrator manifests that wait for the flush, one batch per sender, in
/// the order in which they came.
///
/// Bounds: at most `messages` messages and `bytes` bytes; a batch beyond them
/// is dropped as `queue_full` (the ledger counts its messages).
/// Thread rule: one owner.

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "messages/orchestrator/orchestrator.hpp"

namespace troupe {

class held_manifests {
public:
  using batch_ptr = ref_ptr<const orchestrator_batch>;

  struct limits {
    size_t messages = 10'000;
    size_t bytes = 64 << 20;
  };

  explicit held_manifests(const limits& x) : limits_(x) {
  }

  void add(const batch_ptr& x) {
    size_t bytes = 0;
    for (auto& message : x->messages)
      bytes += message.body.size();
    if (messages_ + x->messages.size() > limits_.messages
        || bytes_ + bytes > limits_.bytes) {
      x->ledger.drop(drop_reason::queue_full);
      return;
    }
    messages_ += x->messages.size();
    bytes_ += bytes;
    held_.push_back(x);
  }

  /// Everything, one batch per sender; nothing is left.
  std::vector<batch_ptr> take() {
    messages_ = 0;
    bytes_ = 0;
    return std::exchange(held_, {});
  }

  size_t messages() const noexcept {
    return messages_;
  }

private:
  limits limits_;
  size_t messages_ = 0;
  size_t bytes_ = 0;
  std::vector<batch_ptr> held_;
};

} // namespace troupe
