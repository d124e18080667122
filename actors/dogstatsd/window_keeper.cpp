#include "actors/dogstatsd/window_keeper.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

constexpr int64_t second = 1'000'000'000;

int64_t floor_to(int64_t x, int64_t step) noexcept {
  auto rest = x % step;
  return rest < 0 ? x - rest - step : x - rest;
}

} // namespace

window_keeper::window_keeper(const window_options& options,
                             const context_table& table, sink out)
    : options_(options), table_(table), out_(std::move(out)) {
}

int64_t window_keeper::start_of(int64_t now_ns) const noexcept {
  return floor_to(floor_to(now_ns, second) / second, options_.window_s);
}

uint32_t window_keeper::age_s(int64_t now_ns) const noexcept {
  auto age = now_ns / second - base_s_;
  return static_cast<uint32_t>(std::clamp<int64_t>(age, 0, UINT32_MAX));
}

void window_keeper::advance(int64_t now_ns) {
  auto start = start_of(now_ns);
  if (!open_) {
    // One window below the first, so that every age is above zero.
    base_s_ = start - options_.window_s;
    open_.emplace(next_number_++, start);
  } else if (start > open_->start_s()) {
    rotate(start);
  }
}

void window_keeper::rotate(int64_t next_start_s) {
  open_window next{next_number_++, next_start_s};
  if (!open_->empty()) {
    next.reserve_like(*open_);
    closing_.push_back(std::move(*open_));
    ++closed_;
  }
  open_.emplace(std::move(next));
}

void window_keeper::close(const close_windows& x) {
  asked_ = x.flush_id;
  if (open_ && open_->start_s() < x.cutoff_s)
    rotate(floor_to(x.cutoff_s, options_.window_s));
  // What is open counts too, as for the Agent: no zero before the first sample.
  auto has_data = closed_ > 0 || (open_ && !open_->empty());
  if (open_ && x.final) {
    if (options_.ship_incomplete)
      rotate(open_->start_s() + options_.window_s);
    else
      drop_open();
  }
  if (!has_data && last_cutoff_s_ + options_.window_s <= x.cutoff_s)
    ask_zeros(x.cutoff_s - options_.window_s);
  last_cutoff_s_ = std::max(last_cutoff_s_, x.cutoff_s);
  work();
}

void window_keeper::ask_zeros(int64_t start_s) {
  if (table_.live(column_kind::counter) > 0)
    closing_.emplace_back(next_number_++, start_s);
}

void window_keeper::drop_open() {
  open_->take_ledger().drop(drop_reason::shutdown);
  // What came in is gone, and the samples after it are not mixed with it.
  open_.emplace(next_number_++, open_->start_s());
}

bool window_keeper::work() {
  if (!closing_.empty()) {
    auto& x = closing_.front();
    auto after = x.start_s() - base_s_ - options_.counter_expiry_s;
    if (!x.fill_zeros(table_, after, options_.slice))
      return true;
    if (x.rows() > 0) {
      ready_ledger_.absorb(x.take_ledger());
      ready_.push_back(x.take_columns());
    }
    closing_.pop_front();
    if (!closing_.empty())
      return true;
  }
  if (asked_) {
    closed_ = 0;
    ship(*std::exchange(asked_, std::nullopt));
  } else if (!ready_.empty()) {
    ship(0);
  }
  return false;
}

void window_keeper::ship(uint64_t flush_id) {
  out_(make_ref<window_closed>(options_.shard, flush_id,
                               std::exchange(ready_, {}),
                               std::move(ready_ledger_)));
}

} // namespace troupe
