#pragma once
/// When a flush happens and how far it is: waits for the period or a command,
/// asks the shards for their closed windows, waits for the answers, says when
/// to write. One flush is under way at a time; what is asked meanwhile becomes
/// one next flush.
///
/// Units: periods and deadlines on the steady clock, windows on the wall
/// clock.
/// Bounds: a shard that does not answer holds a flush up for `answer_ns` plus
/// one tick; while the serializer is behind, periods are skipped and counted.
/// Thread rule: one owner. Sends nothing: the caller acts on what it returns.

#include <cstdint>
#include <optional>
#include <vector>

#include "messages/control/control.hpp"

namespace troupe {

struct flush_cycle_options {
  uint32_t shards = 1;
  int64_t period_ns = 15'000'000'000;
  /// How long to wait for the shards.
  int64_t answer_ns = 2'000'000'000;
  /// The same for the final flush: the shards have been drained by then, and
  /// the stop has a deadline.
  int64_t final_answer_ns = 500'000'000;
  int64_t window_s = 10;
  /// Commands that wait for one flush; further ones are refused.
  size_t max_waiters = 1024;
  /// Later than every id of an incarnation before, so that its answers are
  /// not taken for ours.
  uint64_t first_id = 1;
};

class flush_cycle {
public:
  enum class step : uint8_t {
    /// Nothing to do.
    none = 0,
    /// Send `question()` to every shard; `shard_gone` for those not there.
    ask = 1,
    /// All that will come is there: write the flush, then call `written`.
    /// Writing may take as long as the receiver needs.
    write = 2,
  };

  explicit flush_cycle(const flush_cycle_options& options);

  /// `busy`: the serializer has not finished the last flush.
  step on_tick(const tick& now, bool busy);
  /// A final flush starts at once; any other waits until it may.
  step on_command(const flush_command& x, int64_t wall_ns, int64_t steady_ns,
                  bool busy);
  step on_answer(uint32_t shard, uint64_t flush_id);
  step shard_gone(uint32_t shard);
  /// Starts what had to wait, when the flush or the serializer before it ends.
  step proceed(int64_t wall_ns, int64_t steady_ns, bool busy);

  const close_windows& question() const noexcept {
    return question_;
  }

  /// The flush is written: its waiters (null when nobody waits). Ends it.
  completion_ptr written();

  /// Flushes that were written.
  uint64_t flushes() const noexcept {
    return flushes_;
  }
  /// Periods that passed without a flush of their own.
  uint64_t skipped() const noexcept {
    return skipped_;
  }
  /// Commands that became part of a flush asked for by another.
  uint64_t merged() const noexcept {
    return merged_;
  }
  /// Answers that did not come before the deadline.
  uint64_t missing() const noexcept {
    return missing_;
  }
  bool under_way() const noexcept {
    return phase_ != phase::idle;
  }
  /// Somebody waits for a flush that has not begun.
  bool waiting() const noexcept {
    return next_.has_value();
  }

private:
  enum class phase : uint8_t { idle, collecting, writing };

  /// What the next flush is for.
  struct request {
    std::vector<completion_ptr> waiters;
    bool final = false;
  };

  bool period_over(int64_t steady_ns);
  step start(int64_t wall_ns, int64_t steady_ns);
  step mark(uint32_t shard);
  step write();

  flush_cycle_options options_;
  close_windows question_;
  std::optional<request> next_;
  request current_;
  /// By shard: still to answer.
  std::vector<bool> awaited_;
  uint32_t awaited_count_ = 0;
  phase phase_ = phase::idle;
  int64_t deadline_ns_ = 0;
  /// Steady time of the next periodic flush; 0 before the first tick.
  int64_t due_ns_ = 0;
  uint64_t generation_ = 0;
  uint64_t flushes_ = 0;
  uint64_t skipped_ = 0;
  uint64_t merged_ = 0;
  uint64_t missing_ = 0;
};

} // namespace troupe
