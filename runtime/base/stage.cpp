#include "runtime/base/stage.hpp"

#include <numeric>

namespace troupe {

namespace {

constexpr size_t at(rest x) {
  return static_cast<size_t>(x);
}

constexpr size_t at(drop_reason x) {
  return static_cast<size_t>(x);
}

} // namespace

uint64_t stage_snapshot::dropped_total() const {
  return std::accumulate(dropped.begin(), dropped.end(), uint64_t{0});
}

int64_t stage_snapshot::balance() const {
  auto resting_total =
      std::accumulate(resting.begin(), resting.end(), int64_t{0});
  return static_cast<int64_t>(in) - static_cast<int64_t>(out)
         - static_cast<int64_t>(dropped_total()) - resting_total;
}

// Lines marked MUTANT are removed one at a time by tools/check/mutants to
// prove that the ledger test notices.

void stage::enter(uint64_t n, rest where) {
  std::lock_guard guard{mutex_};
  in_ += n;                                       // MUTANT enter_in
  resting_[at(where)] += static_cast<int64_t>(n); // MUTANT enter_resting
}

void stage::pass(uint64_t n) {
  std::lock_guard guard{mutex_};
  in_ += n;
  out_ += n;
}

void stage::refuse(uint64_t n, drop_reason why) {
  std::lock_guard guard{mutex_};
  in_ += n;
  dropped_[at(why)] += n; // MUTANT refuse_dropped
}

void stage::leave(uint64_t n, rest from) {
  std::lock_guard guard{mutex_};
  out_ += n; // MUTANT leave_out
  resting_[at(from)] -= static_cast<int64_t>(n);
}

void stage::drop(uint64_t n, drop_reason why, rest from) {
  std::lock_guard guard{mutex_};
  dropped_[at(why)] += n; // MUTANT drop_dropped
  resting_[at(from)] -= static_cast<int64_t>(n);
}

void stage::move(uint64_t n, rest from, rest to) {
  std::lock_guard guard{mutex_};
  resting_[at(from)] -= static_cast<int64_t>(n);
  resting_[at(to)] += static_cast<int64_t>(n);
}

void stage::note(uint64_t n, drop_reason what) {
  std::lock_guard guard{mutex_};
  notes_[at(what)] += n;
}

stage_snapshot stage::snapshot() const {
  std::lock_guard guard{mutex_};
  return {name_, in_, out_, dropped_, resting_};
}

uint64_t stage::noted(drop_reason what) const {
  std::lock_guard guard{mutex_};
  return notes_[at(what)];
}

} // namespace troupe
