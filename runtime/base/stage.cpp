#include "runtime/base/stage.hpp"

#include <numeric>
#include <string_view>

#ifndef TROUPE_MUTANT
#define TROUPE_MUTANT ""
#endif

namespace troupe {

namespace {

constexpr bool counts(std::string_view increment) {
  return increment != TROUPE_MUTANT;
}

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

// A test variant of this file is built with TROUPE_MUTANT set to the name of one
// increment, which is then left out; tools/check/mutants proves that the ledger
// test notices each.

void stage::enter(uint64_t n, rest where) {
  std::lock_guard guard{mutex_};
  if (counts("enter_in"))
    in_ += n;
  if (counts("enter_resting"))
    resting_[at(where)] += static_cast<int64_t>(n);
}

void stage::pass(uint64_t n) {
  std::lock_guard guard{mutex_};
  in_ += n;
  out_ += n;
}

void stage::refuse(uint64_t n, drop_reason why) {
  std::lock_guard guard{mutex_};
  in_ += n;
  if (counts("refuse_dropped"))
    dropped_[at(why)] += n;
}

void stage::leave(uint64_t n, rest from) {
  std::lock_guard guard{mutex_};
  if (counts("leave_out"))
    out_ += n;
  resting_[at(from)] -= static_cast<int64_t>(n);
}

void stage::drop(uint64_t n, drop_reason why, rest from) {
  std::lock_guard guard{mutex_};
  if (counts("drop_dropped"))
    dropped_[at(why)] += n;
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
