#include "actors/serializer/serializer.hpp"

namespace troupe {

serializer::serializer(caf::actor_config& cfg, node_context ctx,
                       const serializer_options& options, const ledger& books,
                       metrics& registry, slot_ptr<forwarder_actor> forwarder)
    : basic_node(cfg, std::move(ctx)),
      books_(books),
      forwarder_(std::move(forwarder)),
      core_(options, registry, clock(),
            [to = forwarder_](const payload_ptr& x) { return tell(to, x); }) {
}

serializer::behavior_type serializer::make_behavior() {
  return {
      [this](const flush_batch_ptr& x) { core_.add(*x); },
      [this](const service_check_batch_ptr& x) { core_.send(*x); },
      [this](const event_batch_ptr& x) { core_.send(*x); },
      [this](const orchestrator_metadata& x) { core_.send_metadata(*x.batch); },
      [this](const orchestrator_manifests& x) {
        core_.send_manifests(*x.batch);
      },
      [this](const flush_end& x) { end_flush(x); },
      [this](const tick& x) {
        if (x.generation > generation_) {
          generation_ = x.generation;
          core_.on_tick(x);
        }
      },
      [this](const barrier_ptr& x) { pass(x); },
  };
}

void serializer::end_flush(const flush_end& x) {
  core_.close();
  tell(forwarder_, x);
}

void serializer::pass(const barrier_ptr& x) {
  x->pass(id(), {&books_.points, &books_.events, &books_.service_checks,
                 &books_.orchestrator});
  tell(forwarder_, x);
}

void serializer::on_exit() {
  core_.lose(drop_reason::actor_crash);
}

} // namespace troupe
