#pragma once
/// The DOGSTATSD actor: one shard between the listeners and the aggregator.
/// All work on samples is function calls inside its core.
///
/// Order: what one listener sends is folded in the order it came; an answer to
/// `close_windows` holds every batch before it.
/// Bounds: the mailbox refuses packets beyond its limit (`queue_full`); see
/// the core for contexts.
/// Failure: a restart loses the open window and the contexts; the samples in
/// it are counted as `abandoned`. Others are not touched.

#include <cstdint>
#include <memory>

#include "actors/dogstatsd/shard.hpp"
#include "actors/dogstatsd/shard_meter.hpp"
#include "messages/interfaces/aggregator.hpp"
#include "messages/interfaces/dogstatsd.hpp"
#include "runtime/actor/node.hpp"

namespace troupe {

class dogstatsd final : public node<dogstatsd_actor, packet_batch_ptr>,
                        private shard_sink {
public:
  dogstatsd(caf::actor_config& cfg, node_context ctx,
            const dogstatsd_config& config, const shard_options& options,
            slot_ptr<aggregator_actor> aggregator, ledger& books,
            metrics& registry);

  const char* name() const override {
    return "dogstatsd";
  }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  void take(const packet_batch_ptr& batch);
  void on_tick(const tick& now);
  void go_on();
  void pass(const barrier_ptr& token);
  void report(const batch_counts& x);
  void send(ref_ptr<const window_closed> x) override;
  void send(ref_ptr<const timed_sample_batch> x) override;
  void send(ref_ptr<const event_batch> x) override;
  void send(ref_ptr<const service_check_batch> x) override;

  slot_ptr<aggregator_actor> aggregator_;
  ledger& books_;
  bool quiet_;
  /// Goes with the actor's end, not with its last handle.
  std::unique_ptr<shard> core_;
  shard_meter meter_;
  uint64_t last_tick_ = 0;
  bool polling_ = false;
};

} // namespace troupe
