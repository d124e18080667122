#pragma once
/// The windows of a shard: the open one, those that get their zero rows, and
/// those that wait to be shipped. A window closes when the shard's clock has
/// left it or the aggregator asks.
///
/// As for the Agent, a window without a sample is not shipped; only a flush
/// before which nothing came, open windows included, gets one of zeros.
/// Bounds: one open window; closed ones are shipped as soon as their zero rows
/// are there, and never more than one is being filled for long.
/// Thread rule: one owner; what is ready goes out through the given function.

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "actors/dogstatsd/open_window.hpp"
#include "messages/control/control.hpp"

namespace troupe {

struct window_options {
  uint32_t shard = 0;
  int64_t window_s = 10;
  /// Seconds that a silent counter is still sent as zero.
  int64_t counter_expiry_s = 300;
  /// Ship what is open on a final flush; else it is dropped and counted.
  bool ship_incomplete = false;
  /// Work in one `work` call: slots looked at.
  int64_t slice = 16'384;
};

class window_keeper {
public:
  using sink = std::function<void(ref_ptr<const window_closed>)>;

  window_keeper(const window_options& options, const context_table& table,
                sink out);

  /// Opens the first window, or the next one when `now_ns` is behind the
  /// open one. Call before samples are folded in.
  void advance(int64_t now_ns);

  open_window& open() noexcept {
    return *open_;
  }
  /// Seconds since the start of the first window, as slots count them.
  uint32_t age_s(int64_t now_ns) const noexcept;

  /// The aggregator's question. Its answer goes out at once or after `work`.
  void close(const close_windows& x);

  /// Goes on with closed windows for a slice; false when nothing is left.
  bool work();
  bool has_work() const noexcept {
    return !closing_.empty();
  }

  /// Windows that hold samples: open or closing.
  size_t windows() const noexcept {
    return closing_.size() + (open_ && !open_->empty() ? 1 : 0);
  }

private:
  void rotate(int64_t next_start_s);
  void ask_zeros(int64_t start_s);
  void drop_open();
  void ship(uint64_t flush_id);
  int64_t start_of(int64_t now_ns) const noexcept;

  window_options options_;
  const context_table& table_;
  sink out_;
  std::optional<open_window> open_;
  std::deque<open_window> closing_;
  std::vector<closed_window> ready_;
  ticket ready_ledger_;
  uint32_t next_number_ = 1;
  int64_t base_s_ = 0;
  int64_t last_cutoff_s_ = INT64_MIN / 2;
  /// Windows closed since the last answer.
  size_t closed_ = 0;
  std::optional<uint64_t> asked_;
};

} // namespace troupe
