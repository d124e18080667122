#pragma once
/// The SERIALIZER actor: turns what a flush yields into payloads that keep
/// within the intake's limits, and hands them to the FORWARDER.
///
/// Order: payloads leave in the order in which their bodies were closed; a
/// flush_end goes on after all payloads of its flush.
/// Bounds: `serializer_core`'s. Mailbox: data is refused beyond its limit.
/// Failure: a restart loses the open bodies; their points count as
/// `actor_crash`. Payloads for which nobody is there count as `actor_down`.
/// A flush_end that is not handed on completes its token with "not done".

#include <optional>

#include "actors/serializer/serializer_core.hpp"
#include "messages/interfaces/forwarder.hpp"
#include "messages/interfaces/serializer.hpp"
#include "runtime/actor/node.hpp"
#include "runtime/flow/ledger.hpp"

namespace troupe {

class serializer final
    : public node<serializer_actor, flush_batch_ptr, service_check_batch_ptr,
                  event_batch_ptr, orchestrator_metadata,
                  orchestrator_manifests> {
public:
  serializer(caf::actor_config& cfg, node_context ctx,
             const serializer_options& options, const ledger& books,
             metrics& registry, slot_ptr<forwarder_actor> forwarder);

  const char* name() const override {
    return "serializer";
  }
  behavior_type make_behavior() override;
  void on_exit() override;

private:
  void end_flush(const flush_end& x);
  void pass(const barrier_ptr& x);

  const ledger& books_;
  slot_ptr<forwarder_actor> forwarder_;
  uint64_t generation_ = 0;
  serializer_core core_;
};

} // namespace troupe
