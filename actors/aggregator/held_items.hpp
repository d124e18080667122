#pragma once
/// Events or service checks that wait for the flush, with the ticket that
/// accounts for them.
///
/// Bounds: at most `limit` items; what comes beyond is dropped as
/// `queue_full` (the ledger counts it).
/// Thread rule: one owner.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "runtime/base/ref_counted.hpp"
#include "runtime/base/ticket.hpp"

namespace troupe {

/// Sorts tags and takes repeated ones out.
inline void normalise_tags(std::vector<std::string>& tags) {
  std::sort(tags.begin(), tags.end());
  tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
}

/// `Batch` is `event_batch` or `service_check_batch`, `Item` what it holds.
template <class Batch, class Item>
class held_items {
public:
  explicit held_items(size_t limit) : limit_(limit) {
  }

  /// Takes the items of a batch; `now_s` is the time of those without one.
  void add(const Batch& batch, int64_t now_s) {
    auto items = batch.take();
    auto room = items_.size() < limit_ ? limit_ - items_.size() : 0;
    room = std::min(room, items.size());
    batch.ledger().drop(items.size() - room, drop_reason::queue_full);
    items.resize(room);
    for (auto& x : items) {
      if (x.timestamp == 0)
        x.timestamp = now_s;
      normalise_tags(x.tags);
    }
    items_.insert(items_.end(), std::make_move_iterator(items.begin()),
                  std::make_move_iterator(items.end()));
    ledger_.absorb(std::move(batch.ledger()));
  }

  /// One of our own, always taken: it enters `where` here.
  void add_own(Item x, stage& where) {
    normalise_tags(x.tags);
    items_.push_back(std::move(x));
    ledger_.add(where, 1);
  }

  bool empty() const noexcept {
    return items_.empty();
  }
  size_t size() const noexcept {
    return items_.size();
  }

  /// Everything as one batch; nothing is left.
  ref_ptr<const Batch> take() {
    return make_ref<const Batch>(std::exchange(items_, {}),
                                 std::exchange(ledger_, {}));
  }

private:
  size_t limit_;
  std::vector<Item> items_;
  ticket ledger_;
};

} // namespace troupe
