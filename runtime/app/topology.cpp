#include "runtime/app/topology.hpp"

#include <utility>

#include "actors/clock/clock.hpp"
#include "actors/console/console.hpp"
#include "actors/dogstatsd/dogstatsd.hpp"
#include "actors/forwarder/forwarder.hpp"
#include "actors/intake/intake.hpp"
#include "actors/listener/listener.hpp"
#include "actors/serializer/serializer.hpp"
#include "actors/telemetry/telemetry.hpp"
#include "runtime/app/actor_options.hpp"
#include "runtime/observability/log.hpp"

namespace troupe {

namespace {

child_rules rules_of(std::string id) {
  child_rules result;
  result.id = std::move(id);
  return result;
}

child_rules rules_of(std::string id, on_exhausted then) {
  auto result = rules_of(std::move(id));
  result.exhausted = then;
  return result;
}

/// An actor that waits for sockets or files has a thread of its own, except
/// in tests on virtual time.
template <class Actor, class Handle, class MakeArgs>
child_spec blocking_child(const machine& home, child_rules rules,
                          slot_ptr<Handle> front, MakeArgs args) {
  if (home.own_threads)
    return child<Actor, caf::detached>(std::move(rules), std::move(front),
                                       std::move(args));
  return child<Actor>(std::move(rules), std::move(front), std::move(args));
}

supervisor_spec supervisor_of(std::string id, strategy how, uint32_t restarts) {
  supervisor_spec result;
  result.rules.id = std::move(id);
  result.rules.how = how;
  result.rules.intensity = {restarts, 60'000};
  return result;
}

// -- core: what everybody's time depends on -----------------------------------

supervisor_spec core_of(const fronts& where) {
  std::vector<tick_target> targets;
  for (const auto& [id, front] : where.listeners)
    targets.push_back(tick_to(front));
  for (const auto& front : where.shards)
    targets.push_back(tick_to(front));
  targets.push_back(tick_to(where.aggregator));
  targets.push_back(tick_to(where.serializer));
  targets.push_back(tick_to(where.forwarder));
  targets.push_back(tick_to(where.intake));
  targets.push_back(tick_to(where.telemetry));
  targets.push_back(tick_to(where.console));
  auto result = supervisor_of("core", strategy::one_for_all, 5);
  result.children.push_back(
      child<clock>(rules_of("clock"), where.clock,
                   [targets] { return std::tuple{targets}; }));
  return result;
}

// -- ops: what people look at; it never takes the rest with it ----------------

supervisor_spec ops_of(machine& home, const fronts& where,
                       debug_backend& backend) {
  auto result = supervisor_of("ops", strategy::one_for_one, 10);
  auto keep = on_exhausted::quarantine;
  result.children.push_back(
      child<console>(rules_of("console", keep), where.console, [&] {
        return std::tuple{
            console_options{home.settings.host.run_path + "/troupe.sock"},
            std::ref(backend), std::ref(home.health)};
      }));
  result.children.push_back(
      child<telemetry>(rules_of("telemetry", keep), where.telemetry, [&home] {
        return std::tuple{telemetry_options_of(home), std::ref(home.numbers),
                          std::cref(home.books), std::cref(home.tree),
                          std::ref(home.health)};
      }));
  if (home.settings.intake.enabled)
    result.children.push_back(blocking_child<intake>(
        home, rules_of("intake", keep), where.intake, [&home] {
          return std::tuple{
              intake_options{home.settings.intake,
                             home.settings.host.run_path + "/intake.db",
                             home.intake_port},
              std::ref(home.numbers), std::ref(home.health)};
        }));
  return result;
}

// -- egress: from values to intakes -------------------------------------------

supervisor_spec egress_of(machine& home, const fronts& where) {
  auto result = supervisor_of("egress", strategy::rest_for_one, 5);
  auto sender = blocking_child<forwarder>(
      home, rules_of("forwarder"), where.forwarder, [&home] {
        return std::tuple{forwarder_env{home.work, home.make_client,
                                        home.numbers, home.books.payloads}};
      });
  // Payloads are large: few may wait for a forwarder that is held up.
  sender.mailbox_limit = 256;
  result.children.push_back(std::move(sender));
  result.children.push_back(child<serializer>(
      rules_of("serializer"), where.serializer,
      [&home, forwarder = where.forwarder] {
        return std::tuple{serializer_options_of(home), std::cref(home.books),
                          std::ref(home.numbers), forwarder};
      }));
  return result;
}

// -- state: time and windows --------------------------------------------------

supervisor_spec state_of(machine& home, const fronts& where) {
  auto result = supervisor_of("state", strategy::one_for_one, 5);
  result.children.push_back(child<aggregator>(
      rules_of("aggregator"), where.aggregator,
      [&home, shards = where.shards, serializer = where.serializer] {
        return std::tuple{aggregator_options_of(home), shards, serializer,
                          std::ref(home.books), std::ref(home.numbers)};
      }));
  return result;
}

// -- ingest: from sockets to open windows -------------------------------------

supervisor_spec ingest_of(machine& home, const fronts& where) {
  auto result = supervisor_of("ingest", strategy::one_for_one, 10);
  for (uint32_t i = 0; i < where.shards.size(); ++i)
    result.children.push_back(child<dogstatsd>(
        rules_of("dogstatsd/" + std::to_string(i)), where.shards[i],
        [&home, i, aggregator = where.aggregator] {
          return std::tuple{home.settings.dogstatsd, shard_options_of(home, i),
                            aggregator, std::ref(home.books),
                            std::ref(home.numbers)};
        }));
  for (const auto& [id, front] : where.listeners)
    result.children.push_back(blocking_child<listener>(
        home, rules_of("listener/" + id), front,
        [&home, id = id, shards = where.shards] {
          listener_env env{
              home.books, home.health,
              [](const std::string& text) { log_warn("{}", text); }};
          return std::tuple{home.seats.at(id), shards, env,
                            listener_options_of(home)};
        }));
  return result;
}

} // namespace

fronts make_fronts(const machine& home) {
  fronts result;
  for (const auto& [id, seat] : home.seats)
    result.listeners[id] = make_slot<listener_actor>();
  auto shards = std::max(1, home.settings.dogstatsd.dogstatsd_pipeline_count);
  for (int i = 0; i < shards; ++i)
    result.shards.push_back(make_slot<dogstatsd_actor>());
  return result;
}

supervisor_spec make_tree(machine& home, const fronts& where,
                          const supervision_env& env, debug_backend* backend) {
  auto root = supervisor_of("root", strategy::one_for_one, 5);
  auto add = [&](supervisor_spec x) {
    // A subtree that gives up is set aside and tried again later: it never
    // takes the root, and with it ingest, along.
    auto rules = rules_of(x.rules.id, on_exhausted::quarantine);
    rules.shutdown_ms = 3'000;
    root.children.push_back(nested(std::move(x), env, std::move(rules)));
  };
  add(core_of(where));
  if (backend != nullptr)
    add(ops_of(home, where, *backend));
  add(egress_of(home, where));
  add(state_of(home, where));
  add(ingest_of(home, where));
  return root;
}

std::vector<topology_edge> edges_of(const fronts& where) {
  std::vector<topology_edge> result;
  std::vector<std::string> shards;
  for (size_t i = 0; i < where.shards.size(); ++i)
    shards.push_back("dogstatsd/" + std::to_string(i));
  for (const auto& [id, front] : where.listeners) {
    for (const auto& shard : shards)
      result.push_back({"listener/" + id, shard, "packet_batch"});
    result.push_back({"clock", "listener/" + id, "tick"});
  }
  for (const auto& shard : shards) {
    result.push_back({"clock", shard, "tick"});
    for (auto message : {"window_closed", "timed_sample_batch", "event_batch",
                         "service_check_batch"})
      result.push_back({shard, "aggregator", message});
    result.push_back({"aggregator", shard, "close_windows"});
  }
  for (auto message :
       {"flush_batch", "service_check_batch", "event_batch",
        "orchestrator_metadata", "orchestrator_manifests", "flush_end"})
    result.push_back({"aggregator", "serializer", message});
  result.push_back({"serializer", "forwarder", "payload"});
  result.push_back({"serializer", "forwarder", "flush_end"});
  for (auto to : {"aggregator", "serializer", "forwarder", "intake",
                  "telemetry", "console"})
    result.push_back({"clock", to, "tick"});
  return result;
}

std::vector<stage_snapshot> stages_of(const ledger& books) {
  std::vector<stage_snapshot> result;
  for (auto row : books.rows())
    result.push_back(row->snapshot());
  return result;
}

} // namespace troupe
