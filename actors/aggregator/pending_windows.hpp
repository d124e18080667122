#pragma once
/// The closed windows that wait for the next flush, with the tickets of the
/// samples in them.
///
/// Bounds: at most `max_rows` rows; when more come, the oldest messages go,
/// their samples counted as `queue_full`. This happens only when no flush can
/// be written for several periods.
/// Thread rule: one owner.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "messages/metric/window.hpp"

namespace troupe {

class pending_windows {
public:
  struct content {
    std::vector<closed_window> windows;
    ticket samples;
  };

  explicit pending_windows(size_t max_rows) : max_rows_(max_rows) {
  }

  /// Takes the windows and the ticket of a message.
  void add(const window_closed& x);

  /// Everything, oldest message first; nothing is left.
  content take();

  /// Rows that are held.
  size_t rows() const noexcept {
    return rows_;
  }
  /// Rows that had to go.
  uint64_t evicted() const noexcept {
    return evicted_;
  }

private:
  struct part {
    content what;
    size_t rows = 0;
  };

  size_t max_rows_;
  size_t rows_ = 0;
  uint64_t evicted_ = 0;
  std::deque<part> parts_;
};

} // namespace troupe
