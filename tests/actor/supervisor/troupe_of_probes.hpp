#pragma once
/// A small supervised troupe on virtual time: probes that note what happens to
/// them, behind slots, under a root.

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "messages/type_ids.hpp"
#include "runtime/supervision/supervisor.hpp"
#include "tests/support/deterministic.hpp"

namespace troupe {

/// What all probes of one test share.
struct diary {
  std::vector<std::string> lines;
  /// Ids whose start throws, fails in make_behavior, ignores stops.
  std::map<std::string, bool> no_start, no_behavior, stubborn;
  /// What the configuration says now.
  std::string config = "old";

  std::vector<std::string> take() {
    return std::exchange(lines, {});
  }
};

using diary_ptr = std::shared_ptr<diary>;

/// Data, an order to end, and a control message.
using probe_actor =
    caf::typed_actor<caf::reacts_to<packet_batch_ptr>, caf::reacts_to<tick>,
                     caf::reacts_to<close_windows>>;

/// Ends itself in order on a tick, throws on a batch without packets and in
/// other ways on 101 to 103 of them, and lets every other batch go on.
class probe final : public node<probe_actor, packet_batch_ptr> {
public:
  probe(caf::actor_config& cfg, node_context ctx, diary_ptr notes,
        std::string config)
      : basic_node(cfg, std::move(ctx)), notes_(std::move(notes)) {
    if (notes_->no_start[id()])
      throw std::runtime_error("no port");
    notes_->lines.push_back("+" + id() + (config == "old" ? "" : " " + config));
    if (notes_->stubborn[id()])
      set_exit_handler([](caf::exit_msg&) {});
  }
  behavior_type make_behavior() override {
    if (notes_->no_behavior[id()])
      throw std::runtime_error("no behavior");
    return {[this](const packet_batch_ptr& x) { take(x); },
            [this](const tick&) { quit(); }, [](const close_windows&) {}};
  }
  void on_exit() override {
    notes_->lines.push_back("-" + id());
  }

private:
  void take(const packet_batch_ptr& x) {
    if (x->packets.empty())
      throw std::logic_error("poison");
    switch (x->packets.size()) {
    case 101:
      throw bad_input("too many");
    case 102:
      throw 7; // NOLINT: nobody should, somebody will
    case 103:
      throw std::bad_alloc();
    default:
      x->ledger.leave();
    }
  }

  diary_ptr notes_;
};

class supervised : public deterministic {
public:
  using front_ptr = slot_ptr<probe_actor>;

  child_spec probe_child(child_rules rules) {
    auto id = rules.id;
    auto front = make_slot<probe_actor>();
    fronts[id] = front;
    return child<probe>(std::move(rules), front, [this] {
      return std::make_tuple(notes, notes->config);
    });
  }
  child_spec probe_child(const std::string& id) {
    child_rules rules;
    rules.id = id;
    return probe_child(rules);
  }

  supervisor_spec group(const std::string& id, strategy how,
                        std::vector<child_spec> children,
                        uint32_t restarts = 5) {
    supervisor_spec result;
    result.rules.id = id;
    result.rules.how = how;
    result.rules.intensity.restarts = restarts;
    result.children = std::move(children);
    return result;
  }

  child_spec under(supervisor_spec spec, child_rules rules = {}) {
    return nested(std::move(spec), env, std::move(rules));
  }

  void start(supervisor_spec spec) {
    root = spawn_root(system(), std::move(spec), env,
                      [this](const std::string& x) { ends.push_back(x); });
    run();
  }

  void TearDown() override {
    if (root)
      caf::anon_send_exit(root, caf::exit_reason::kill);
    run();
    root = nullptr;
    tree.clear_handles();
    fronts.clear();
    deterministic::TearDown();
  }

  /// Sends `units` to whoever is in the slot; an empty batch is poison.
  bool send(const std::string& id, uint64_t units, size_t packets = 1) {
    return tell_or_drop(fronts[id], batch(units, packets));
  }

  packet_batch_ptr batch(uint64_t units, size_t packets = 1) {
    auto result = make_ref<packet_batch>(16);
    result->packets.resize(packets);
    result->ledger.add(rows, units);
    return result;
  }

  void crash(const std::string& id) {
    send(id, 1, 0);
    run();
  }

  tree_node node_of(const std::string& id) const {
    for (auto& x : tree.snapshot())
      if (x.id == id)
        return x;
    ADD_FAILURE() << "no node " << id;
    return {};
  }

  using lines = std::vector<std::string>;

  diary_ptr notes = std::make_shared<diary>();
  stage rows{"packets"};
  supervision_tree tree;
  health_registry health;
  lines reports;
  lines ends;
  supervision_env env{tree, time(),
                      [this](const std::string& id, const std::string& what) {
                        reports.push_back(id + " " + what);
                      },
                      &health};
  std::map<std::string, front_ptr> fronts;
  caf::actor root;
};

using namespace std::chrono_literals;

} // namespace troupe
