#pragma once
/// One row of the ledger: what came into a stage, what left it, what was
/// dropped and why, and what rests in it right now. Each term is counted where
/// it happens; none is computed from another, so that a missing increment
/// shows as a balance other than zero.
///
/// Thread rule: every call is safe on any thread and moves all the terms of
/// one transition under one short lock, so a snapshot is always consistent.
/// Call once per batch, never once per sample.

#include <array>
#include <cstdint>
#include <mutex>
#include <string>

#include "runtime/base/drop_reason.hpp"

namespace troupe {

/// Where something rests while it is neither delivered nor dropped.
enum class rest : uint8_t { queued = 0, inflight = 1, disk = 2 };

struct stage_snapshot {
  std::string name;
  uint64_t in = 0;
  uint64_t out = 0;
  std::array<uint64_t, drop_reason_count> dropped{};
  std::array<int64_t, 3> resting{};

  uint64_t dropped_total() const;
  /// Zero when every unit is accounted for.
  int64_t balance() const;
};

class stage {
public:
  explicit stage(std::string name) : name_(std::move(name)) {
  }
  stage(const stage&) = delete;
  stage& operator=(const stage&) = delete;

  const std::string& name() const noexcept {
    return name_;
  }

  /// `n` units came in and rest at `where`.
  void enter(uint64_t n, rest where = rest::queued);
  /// `n` units came in and were settled at once: `out` of them went on.
  void pass(uint64_t n);
  /// `n` units came in and were dropped at once.
  void refuse(uint64_t n, drop_reason why);
  /// `n` resting units went on.
  void leave(uint64_t n, rest from = rest::queued);
  /// `n` resting units were dropped.
  void drop(uint64_t n, drop_reason why, rest from = rest::queued);
  /// `n` resting units changed their resting place.
  void move(uint64_t n, rest from, rest to);
  /// A note beside the balance (for `tags_truncated`): counted, not dropped.
  void note(uint64_t n, drop_reason what);

  stage_snapshot snapshot() const;
  /// Notes are kept apart so that they cannot disturb the balance.
  uint64_t noted(drop_reason what) const;

private:
  mutable std::mutex mutex_;
  std::string name_;
  uint64_t in_ = 0;
  uint64_t out_ = 0;
  std::array<uint64_t, drop_reason_count> dropped_{};
  std::array<uint64_t, drop_reason_count> notes_{};
  std::array<int64_t, 3> resting_{};
};

} // namespace troupe
