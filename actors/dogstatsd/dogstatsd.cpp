#include "actors/dogstatsd/dogstatsd.hpp"

#include <utility>

#include "runtime/observability/log.hpp"

namespace troupe {

dogstatsd::dogstatsd(caf::actor_config& cfg, node_context ctx,
                     const dogstatsd_config& config,
                     const shard_options& options,
                     slot_ptr<aggregator_actor> aggregator, ledger& books,
                     metrics& registry)
    : basic_node(cfg, std::move(ctx)),
      aggregator_(std::move(aggregator)),
      books_(books),
      quiet_(config.dogstatsd_disable_verbose_logs),
      core_(std::make_unique<shard>(config, options, books,
                                    static_cast<shard_sink&>(*this))),
      meter_(registry, options.index) {
  for (auto& x : core_->problems())
    log_warn("dogstatsd_mapper_profiles: {}", outside(x));
}

dogstatsd::behavior_type dogstatsd::make_behavior() {
  return {
      [this](const packet_batch_ptr& x) { take(x); },
      [this](const tick& x) { on_tick(x); },
      [this](poll_atom) {
        polling_ = false;
        core_->work();
        go_on();
      },
      [this](const close_windows& x) {
        core_->close(x);
        go_on();
      },
      [this](const barrier_ptr& x) { pass(x); },
      [](const drain_command& x) { x.waiter->done(); },
  };
}

void dogstatsd::on_exit() {
  core_.reset();
}

void dogstatsd::take(const packet_batch_ptr& batch) {
  auto& counts = core_->take(*batch, clock().steady_ns());
  meter_.add(counts);
  if (!counts.malformed.empty())
    report(counts);
  go_on();
}

void dogstatsd::on_tick(const tick& now) {
  if (now.generation <= last_tick_)
    return;
  last_tick_ = now.generation;
  core_->on_time(now.wall_ns, now.steady_ns);
  meter_.set_sizes(*core_);
  go_on();
}

void dogstatsd::go_on() {
  if (!core_->has_work() || std::exchange(polling_, true))
    return;
  anon_send(this, poll_atom::value);
}

void dogstatsd::pass(const barrier_ptr& token) {
  token->pass(id(), {&books_.packets, &books_.values});
  tell(aggregator_, token);
}

void dogstatsd::report(const batch_counts& x) {
  auto why = to_string(x.malformed_why);
  if (quiet_)
    log_debug("dropped a message ({}): {}", why, outside(x.malformed));
  else
    log_error("dropped a message ({}): {}", why, outside(x.malformed));
}

void dogstatsd::send(ref_ptr<const window_closed> x) {
  tell_or_drop(aggregator_, x);
}

void dogstatsd::send(ref_ptr<const timed_sample_batch> x) {
  tell_or_drop(aggregator_, x);
}

void dogstatsd::send(ref_ptr<const event_batch> x) {
  tell_or_drop(aggregator_, x);
}

void dogstatsd::send(ref_ptr<const service_check_batch> x) {
  tell_or_drop(aggregator_, x);
}

} // namespace troupe
