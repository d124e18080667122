#include "actors/aggregator/flush_cycle.hpp"

#include <utility>

namespace troupe {

flush_cycle::flush_cycle(const flush_cycle_options& options)
    : options_(options), awaited_(options.shards, false) {
  question_.flush_id = options.first_id - 1;
}

flush_cycle::step flush_cycle::on_tick(const tick& now, bool busy) {
  if (now.generation <= generation_)
    return step::none;
  generation_ = now.generation;
  if (period_over(now.steady_ns)) {
    if (next_)
      ++skipped_;
    else
      next_ = request{};
  }
  if (phase_ == phase::collecting && now.steady_ns >= deadline_ns_) {
    missing_ += awaited_count_;
    return write();
  }
  return proceed(now.wall_ns, now.steady_ns, busy);
}

flush_cycle::step flush_cycle::on_command(const flush_command& x,
                                          int64_t wall_ns, int64_t steady_ns,
                                          bool busy) {
  if (next_)
    ++merged_;
  else
    next_ = request{};
  next_->final |= x.final;
  if (x.waiter && next_->waiters.size() < options_.max_waiters)
    next_->waiters.push_back(x.waiter);
  return proceed(wall_ns, steady_ns, busy);
}

flush_cycle::step flush_cycle::proceed(int64_t wall_ns, int64_t steady_ns,
                                       bool busy) {
  if (!next_ || under_way() || (busy && !next_->final))
    return step::none;
  return start(wall_ns, steady_ns);
}

flush_cycle::step flush_cycle::on_answer(uint32_t shard, uint64_t flush_id) {
  if (phase_ != phase::collecting || flush_id != question_.flush_id)
    return step::none;
  return mark(shard);
}

flush_cycle::step flush_cycle::shard_gone(uint32_t shard) {
  if (phase_ != phase::collecting || shard >= awaited_.size()
      || !awaited_[shard])
    return step::none;
  ++missing_;
  return mark(shard);
}

completion_ptr flush_cycle::written() {
  phase_ = phase::idle;
  ++flushes_;
  auto waiters = std::exchange(current_, {}).waiters;
  if (waiters.empty())
    return nullptr;
  if (waiters.size() == 1)
    return waiters.front();
  // When this goes without being done, the captured ones end undone.
  return make_ref<const completion>([xs = std::move(waiters)](bool done) {
    if (done)
      for (auto& x : xs)
        x->done();
  });
}

bool flush_cycle::period_over(int64_t steady_ns) {
  if (due_ns_ == 0)
    due_ns_ = steady_ns + options_.period_ns;
  if (steady_ns < due_ns_)
    return false;
  // Periods that a stalled clock swallowed do not come back one by one.
  auto lost = (steady_ns - due_ns_) / options_.period_ns;
  skipped_ += static_cast<uint64_t>(lost);
  due_ns_ += (lost + 1) * options_.period_ns;
  return true;
}

flush_cycle::step flush_cycle::start(int64_t wall_ns, int64_t steady_ns) {
  current_ = *std::exchange(next_, std::nullopt);
  auto wall_s = wall_ns / 1'000'000'000;
  question_ = {question_.flush_id + 1, wall_s - wall_s % options_.window_s,
               current_.final};
  phase_ = phase::collecting;
  deadline_ns_ =
      steady_ns
      + (current_.final ? options_.final_answer_ns : options_.answer_ns);
  awaited_.assign(options_.shards, true);
  awaited_count_ = options_.shards;
  return awaited_count_ == 0 ? write() : step::ask;
}

flush_cycle::step flush_cycle::mark(uint32_t shard) {
  if (shard >= awaited_.size() || !awaited_[shard])
    return step::none;
  awaited_[shard] = false;
  return --awaited_count_ == 0 ? write() : step::none;
}

flush_cycle::step flush_cycle::write() {
  phase_ = phase::writing;
  return step::write;
}

} // namespace troupe
