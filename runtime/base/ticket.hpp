#pragma once
/// A ticket travels with a batch and says how many units of a stage rest in
/// it. Settling names the outcome; a ticket that is destroyed unsettled counts
/// its units as dropped, so a crash, a kill, a dead letter and an unknown
/// message close the ledger too.
///
/// Thread rule: one owner at a time; moved, never copied.

#include <cstdint>
#include <utility>

#include "runtime/base/stage.hpp"

namespace troupe {

class ticket {
public:
  ticket() = default;

  /// Enters `n` units into `where`.
  ticket(stage& where, uint64_t n) : stage_(&where), units_(n) {
    where.enter(n);
  }

  ticket(ticket&& other) noexcept
      : stage_(std::exchange(other.stage_, nullptr)),
        units_(std::exchange(other.units_, 0)) {
  }

  ticket& operator=(ticket&& other) noexcept {
    if (this != &other) {
      drop(drop_reason::abandoned);
      stage_ = std::exchange(other.stage_, nullptr);
      units_ = std::exchange(other.units_, 0);
    }
    return *this;
  }

  ~ticket() {
    drop(drop_reason::abandoned);
  }

  uint64_t units() const noexcept {
    return units_;
  }

  /// `n` more units came into the same place.
  void add(stage& where, uint64_t n) {
    stage_ = &where;
    units_ += n;
    where.enter(n);
  }

  /// Takes over the units of `other`, which must be of the same stage.
  void absorb(ticket&& other) noexcept {
    if (other.stage_ != nullptr)
      stage_ = other.stage_;
    units_ += std::exchange(other.units_, 0);
    other.stage_ = nullptr;
  }

  /// All units went on to the next stage.
  void leave() noexcept {
    if (stage_ != nullptr && units_ > 0)
      stage_->leave(units_);
    units_ = 0;
  }

  /// `n` of the units went on.
  void leave(uint64_t n) noexcept {
    n = n < units_ ? n : units_;
    if (stage_ != nullptr && n > 0)
      stage_->leave(n);
    units_ -= n;
  }

  /// All units that are left were dropped for `why`.
  void drop(drop_reason why) noexcept {
    if (stage_ != nullptr && units_ > 0)
      stage_->drop(units_, why);
    units_ = 0;
  }

  /// `n` of the units were dropped for `why`.
  void drop(uint64_t n, drop_reason why) noexcept {
    n = n < units_ ? n : units_;
    if (stage_ != nullptr && n > 0)
      stage_->drop(n, why);
    units_ -= n;
  }

private:
  stage* stage_ = nullptr;
  uint64_t units_ = 0;
};

} // namespace troupe
