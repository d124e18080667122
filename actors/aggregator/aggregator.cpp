#include "actors/aggregator/aggregator.hpp"

#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>

#include "actors/aggregator/payload_text.hpp"

namespace troupe {

namespace {

flush_cycle_options cycle_of(const aggregator_options& x, size_t shards,
                             int64_t steady_ns) {
  flush_cycle_options result;
  result.shards = static_cast<uint32_t>(shards);
  result.period_ns = x.period_ns;
  result.answer_ns = x.answer_ns;
  result.window_s = x.window_s;
  // No incarnation before had so many flushes that it got here.
  result.first_id = static_cast<uint64_t>(steady_ns);
  return result;
}

own_series_options own_of(const aggregator_options& x, bool first_life) {
  auto result = x.own;
  result.announce_start &= first_life;
  return result;
}

template <class Items>
void log_all(const aggregator_options& options, const char* title,
             const Items& items) {
  if (!options.log || items.empty())
    return;
  options.log(title);
  for (auto& x : items)
    options.log(text_of(x));
}

/// Tells the actor, if it is still there, that a chunk is gone. Holds no
/// reference that would keep it.
std::function<void()> poll_later(const caf::actor_addr& self) {
  return [self] {
    if (auto alive = caf::actor_cast<caf::strong_actor_ptr>(self))
      caf::anon_send(caf::actor_cast<aggregator_actor>(alive),
                     poll_atom::value);
  };
}

} // namespace

aggregator::aggregator(caf::actor_config& cfg, node_context ctx,
                       const aggregator_options& options,
                       std::vector<slot_ptr<dogstatsd_actor>> shards,
                       slot_ptr<serializer_actor> serializer, ledger& books,
                       metrics& numbers)
    : basic_node(cfg, std::move(ctx)),
      options_(options),
      shards_(std::move(shards)),
      serializer_(std::move(serializer)),
      ledger_(books),
      counters_(numbers, static_cast<uint32_t>(shards_.size())),
      cycle_(cycle_of(options, shards_.size(), clock().steady_ns())),
      held_(std::make_unique<holdings>(options.limits, options.checks,
                                       options.histogram, options.window_s)),
      own_(own_of(options, stats().arrived == 0)),
      credits_(poll_later(address())),
      writer_(
          ledger_.points, options.writing,
          [this](const flush_batch_ptr& x) { deliver(x); }, &credits_) {
  timed_.emplace(ledger_.points, options.timed, options.writing,
                 [this](const flush_batch_ptr& x) { deliver(x); });
}

aggregator::behavior_type aggregator::make_behavior() {
  return {
      [this](const window_closed_ptr& x) { on(x); },
      [this](const timed_sample_batch_ptr& x) { on(x); },
      [this](const event_batch_ptr& x) { on(x); },
      [this](const service_check_batch_ptr& x) { on(x); },
      [this](const check_batch_ptr& x) { on(x); },
      [this](const orchestrator_metadata& x) { on(x); },
      [this](const orchestrator_manifests& x) { on(x); },
      [this](const tick& x) { on(x); },
      [this](const flush_command& x) { on(x); },
      [this](poll_atom) { on_credit(); },
      [this](const barrier_ptr& x) { on(x); },
  };
}

void aggregator::on_exit() {
  // The object may live on while somebody holds its handle; what it held is
  // settled now, and who waits for a flush learns that none will come.
  content_.reset();
  held_.reset();
  timed_.reset();
  cycle_.reset();
}

// -- what comes in ------------------------------------------------------------

void aggregator::on(const window_closed_ptr& x) {
  counters_.came_from_shard(x->shard(), x->samples().units());
  held_->windows.add(*x);
  act(cycle_->on_answer(x->shard(), x->flush_id()));
}

void aggregator::on(const timed_sample_batch_ptr& x) {
  timed_->add(*x);
}

void aggregator::on(const event_batch_ptr& x) {
  counters_.came(intake_kind::events, x->items().size());
  held_->events.add(*x, now_s());
}

void aggregator::on(const service_check_batch_ptr& x) {
  counters_.came(intake_kind::service_checks, x->items().size());
  held_->service_checks.add(*x, now_s());
}

void aggregator::on(const check_batch_ptr& x) {
  counters_.came(intake_kind::check_metrics, x->samples.size());
  counters_.came(intake_kind::histogram_buckets, x->buckets.size());
  held_->checks.add(*x, static_cast<double>(now_ns()) / 1e9);
}

void aggregator::on(const orchestrator_metadata& x) {
  if (options_.orchestrator)
    counters_.orchestrator_metadata(tell_or_drop(serializer_, x));
  else
    x.batch->ledger.drop(drop_reason::disabled);
}

void aggregator::on(const orchestrator_manifests& x) {
  if (options_.orchestrator)
    held_->manifests.add(x.batch);
  else
    x.batch->ledger.drop(drop_reason::disabled);
}

void aggregator::on(const barrier_ptr& x) {
  x->pass(id(), {&ledger_.samples, &ledger_.events, &ledger_.service_checks,
                 &ledger_.orchestrator});
  tell(serializer_, x);
}

// -- when a flush happens -----------------------------------------------------

void aggregator::on(const tick& x) {
  if (x.generation <= generation_)
    return;
  generation_ = x.generation;
  timed_->tick();
  act(cycle_->on_tick(
      {x.generation, time_.advance(x.wall_ns, x.steady_ns), x.steady_ns},
      busy()));
  sync_counters();
}

void aggregator::on(const flush_command& x) {
  act(cycle_->on_command(x, now_ns(), clock().steady_ns(), busy()));
}

void aggregator::on_credit() {
  if (content_)
    write();
  act(proceed());
}

void aggregator::act(flush_cycle::step what) {
  if (what == flush_cycle::step::ask)
    what = ask();
  if (what == flush_cycle::step::write)
    begin_write();
  while (cycle_->waiting() && !cycle_->under_way() && !credits_.notify())
    act(proceed());
}

flush_cycle::step aggregator::proceed() {
  return cycle_->proceed(now_ns(), clock().steady_ns(), busy());
}

flush_cycle::step aggregator::ask() {
  auto question = cycle_->question();
  auto result = flush_cycle::step::none;
  for (uint32_t i = 0; i < shards_.size(); ++i)
    if (!tell(shards_[i], question))
      result = cycle_->shard_gone(i);
  return result;
}

// -- what a flush is ----------------------------------------------------------

void aggregator::begin_write() {
  flush_started_ns_ = clock().steady_ns();
  timed_->flush();
  content_.emplace(held_->take_metrics(cycle_->question().final, now_s()));
  write();
}

void aggregator::write() {
  do {
    while (credits_.in_flight() < options_.max_chunks)
      if (!write_chunk()) {
        end_write();
        return;
      }
  } while (!credits_.notify());
}

bool aggregator::write_chunk() {
  auto before = writer_.chunks();
  while (content_->next(writer_))
    if (writer_.chunks() != before)
      return true;
  return false;
}

void aggregator::end_write() {
  content_.reset();
  for (auto& x : own_.write(now_s()))
    writer_.add(std::move(x));
  writer_.finish();
  counters_.took("MetricSketchFlushTime", elapsed_ns());
  deliver_service_checks();
  deliver_events();
  deliver_manifests();
  auto flush_id = cycle_->question().flush_id;
  tell(serializer_, flush_end{flush_id, cycle_->written()});
  counters_.took("MainFlushTime", elapsed_ns());
  counters_.flush_ends();
  sync_counters();
  act(proceed());
}

void aggregator::deliver(const flush_batch_ptr& x) {
  log_all(options_, "Flushing the following metrics:", x->series());
  log_all(options_, "Flushing the following sketches:", x->sketches());
  auto ok = tell_or_drop(serializer_, x);
  if (auto n = x->series().size())
    counters_.flushed(flushed_kind::series, n, ok);
  if (auto n = x->sketches().size())
    counters_.flushed(flushed_kind::sketches, n, ok);
}

void aggregator::deliver_service_checks() {
  service_check up;
  up.name = "datadog." + options_.own.agent + ".up";
  up.timestamp = now_s();
  up.tags = options_.own.tags;
  held_->service_checks.add_own(std::move(up), ledger_.service_checks);
  auto all = held_->service_checks.take();
  auto n = all->items().size();
  log_all(options_, "Flushing the following Service Checks:", all->items());
  auto ok = true;
  if (options_.service_checks)
    ok = tell_or_drop(serializer_, all);
  else
    all->ledger().drop(drop_reason::disabled);
  counters_.flushed(flushed_kind::service_checks, n, ok);
  counters_.took("ServiceCheckFlushTime", elapsed_ns());
}

void aggregator::deliver_events() {
  if (held_->events.empty())
    return;
  auto all = held_->events.take();
  auto n = all->items().size();
  log_all(options_, "Flushing the following Events:", all->items());
  auto ok = true;
  if (options_.events)
    ok = tell_or_drop(serializer_, all);
  else
    all->ledger().drop(drop_reason::disabled);
  counters_.flushed(flushed_kind::events, n, ok);
  counters_.took("EventFlushTime", elapsed_ns());
}

void aggregator::deliver_manifests() {
  for (auto& batch : held_->manifests.take()) {
    auto ok = tell_or_drop(serializer_, orchestrator_manifests{batch});
    counters_.flushed(flushed_kind::manifests, 1, ok);
    counters_.took("ManifestsTime", elapsed_ns());
  }
}

void aggregator::sync_counters() {
  counters_.flushes_skipped.set(cycle_->skipped());
  counters_.flushes_merged.set(cycle_->merged());
  counters_.answers_missing.set(cycle_->missing());
  counters_.windows_late.set(held_->late());
  counters_.rows_evicted.set(held_->windows.evicted());
  counters_.timed_processed.set(timed_->processed());
  counters_.timed_unsupported.set(timed_->unsupported());
  counters_.timed_refused.set(timed_->refused());
  counters_.timed_flushes.set(timed_->flushes());
  auto& checks = held_->checks.counts();
  counters_.checks_created.set(checks.contexts_created);
  counters_.checks_expired.set(checks.contexts_expired);
  counters_.check_errors.set(checks.errors);
  counters_.check_contexts.Set(static_cast<double>(held_->checks.contexts()));
}

bool aggregator::busy() const noexcept {
  return credits_.in_flight() > 0;
}

int64_t aggregator::now_ns() {
  return time_.advance(clock().wall_ns(), clock().steady_ns());
}

int64_t aggregator::now_s() {
  return now_ns() / 1'000'000'000;
}

int64_t aggregator::elapsed_ns() const {
  return clock().steady_ns() - flush_started_ns_;
}

} // namespace troupe
