#pragma once
/// The AGGREGATOR actor: owns time. It gathers the shards' closed windows, the
/// samples of checks, events, service checks and orchestrator data, and every
/// period turns them into what the serializer takes.
///
/// Order: a flush is the windows' series and sketches, those of checks, the
/// agent's own, then service checks, events, manifests, `flush_end`. What
/// comes while a flush is written belongs to the next.
/// Bounds: one flush at a time, `max_chunks` chunks of it on their way; all
/// that waits is limited by `holding_limits` and counted where it ends.
/// Failure: a restart loses what waits for the flush (counted) and what rates
/// and monotonic counts of checks compare with.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/aggregator/aggregator_counters.hpp"
#include "actors/aggregator/flush_cycle.hpp"
#include "actors/aggregator/holdings.hpp"
#include "actors/aggregator/own_series.hpp"
#include "actors/aggregator/timed_points.hpp"
#include "messages/interfaces/aggregator.hpp"
#include "messages/interfaces/dogstatsd.hpp"
#include "messages/interfaces/serializer.hpp"
#include "runtime/actor/node.hpp"
#include "runtime/clock/forward_clock.hpp"
#include "runtime/flow/ledger.hpp"

namespace troupe {

struct aggregator_options {
  int64_t period_ns = 15'000'000'000;
  uint32_t window_s = 10;
  /// How long a flush waits for the shards.
  int64_t answer_ns = 2'000'000'000;
  /// Chunks of a flush that may be on their way.
  size_t max_chunks = 4;
  batch_writer_options writing;
  /// False drops these, counted as `disabled`.
  bool events = true;
  bool service_checks = true;
  bool orchestrator = true;
  holding_limits limits;
  check_sampler_options checks;
  histogram_options histogram;
  timed_points::options timed;
  own_series_options own;
  /// Gets one line per item of a flush; empty for none.
  std::function<void(const std::string&)> log;
};

class aggregator final
    : public node<aggregator_actor, window_closed_ptr, timed_sample_batch_ptr,
                  event_batch_ptr, service_check_batch_ptr, check_batch_ptr,
                  orchestrator_metadata, orchestrator_manifests> {
public:
  aggregator(caf::actor_config& cfg, node_context ctx,
             const aggregator_options& options,
             std::vector<slot_ptr<dogstatsd_actor>> shards,
             slot_ptr<serializer_actor> serializer, ledger& books,
             metrics& numbers);

  const char* name() const override {
    return "aggregator";
  }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  void on(const window_closed_ptr& x);
  void on(const timed_sample_batch_ptr& x);
  void on(const event_batch_ptr& x);
  void on(const service_check_batch_ptr& x);
  void on(const check_batch_ptr& x);
  void on(const orchestrator_metadata& x);
  void on(const orchestrator_manifests& x);
  void on(const tick& x);
  void on(const flush_command& x);
  void on(const barrier_ptr& x);
  void on_credit();

  /// Does what the cycle says, then sees to it that nobody waits in vain.
  void act(flush_cycle::step what);
  flush_cycle::step ask();
  flush_cycle::step proceed();
  void begin_write();
  /// Writes until the flush is complete or enough is on its way.
  void write();
  bool write_chunk();
  void end_write();

  void deliver(const flush_batch_ptr& x);
  void deliver_service_checks();
  void deliver_events();
  void deliver_manifests();
  void sync_counters();

  /// The serializer has not taken all of the last flush.
  bool busy() const noexcept;
  /// Never goes back.
  int64_t now_ns();
  int64_t now_s();
  int64_t elapsed_ns() const;

  aggregator_options options_;
  std::vector<slot_ptr<dogstatsd_actor>> shards_;
  slot_ptr<serializer_actor> serializer_;
  ledger& ledger_;
  aggregator_counters counters_;
  forward_clock time_;
  uint64_t generation_ = 0;
  std::optional<flush_cycle> cycle_;
  std::unique_ptr<holdings> held_;
  std::optional<timed_points> timed_;
  own_series own_;
  chunk_credits credits_;
  batch_writer writer_;
  /// While a flush is written.
  std::optional<flush_content> content_;
  int64_t flush_started_ns_ = 0;
};

} // namespace troupe
