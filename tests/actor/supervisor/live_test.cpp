/// The same machine on the real scheduler, with threads that send while actors
/// die: what virtual time cannot show. Nothing here depends on how fast it is.

#include <atomic>
#include <future>
#include <thread>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <gtest/gtest.h>

#include "messages/type_ids.hpp"
#include "runtime/supervision/supervisor.hpp"

namespace troupe {
namespace {

using counting_actor = caf::typed_actor<caf::reacts_to<packet_batch_ptr>>;

class counting final : public node<counting_actor, packet_batch_ptr> {
public:
  counting(caf::actor_config& cfg, node_context ctx)
      : basic_node(cfg, std::move(ctx)) {
  }
  behavior_type make_behavior() override {
    return {[](const packet_batch_ptr& x) { x->ledger.leave(); }};
  }
};

struct caf_config : caf::actor_system_config {
  caf_config() {
    set("scheduler.policy", caf::atom("sharing"));
    set("scheduler.max-threads", size_t{2});
    set("scheduler.max-throughput", size_t{50});
  }
};

/// Restarted without end and at once.
child_rules quick(const std::string& id) {
  child_rules result;
  result.id = id;
  result.exhausted = on_exhausted::quarantine;
  result.intensity.restarts = 1'000;
  result.backoff.initial_ms = 1;
  result.backoff.cap_ms = 1;
  return result;
}

class live_test : public ::testing::Test {
public:
  void send_all_the_time() {
    while (!enough) {
      auto batch = make_ref<packet_batch>(16);
      batch->ledger.add(rows, 10);
      tell_or_drop(front, packet_batch_ptr{std::move(batch)});
      std::this_thread::yield();
    }
  }

  tree_node node_of(const std::string& id) {
    for (auto& x : tree.snapshot())
      if (x.id == id)
        return x;
    return {};
  }

  /// Kills and waits until it is back.
  void kill(const std::string& id) {
    auto before = node_of(id).restarts;
    while (!tree.kill(id))
      std::this_thread::yield();
    while (node_of(id).restarts == before)
      std::this_thread::yield();
    EXPECT_EQ(node_of(id).restarts, before + 1);
  }

  stage rows{"packets"};
  supervision_tree tree;
  slot_ptr<counting_actor> front = make_slot<counting_actor>();
  supervision_env env{tree, system_clock(),
                      [](const std::string&, const std::string&) {}};
  std::atomic<bool> enough{false};
};

TEST_F(live_test, kills_under_load_close_every_book) {
  std::promise<std::string> end;
  {
    caf_config config;
    caf::actor_system system{config};
    supervisor_spec ingest, root;
    ingest.rules.id = "ingest";
    ingest.children = {
        child<counting>(quick("a"), front, [] { return std::make_tuple(); })};
    root.rules.id = "root";
    root.children = {nested(ingest, env, quick(""))};
    auto handle = spawn_root(system, root, env,
                             [&](const std::string& x) { end.set_value(x); });
    std::thread one{[this] { send_all_the_time(); }};
    std::thread two{[this] { send_all_the_time(); }};
    for (int i = 0; i < 20; ++i)
      kill(i % 5 == 4 ? "ingest" : "a");
    enough = true;
    one.join();
    two.join();
    stop_root(handle);
    handle = nullptr;
    end.get_future().wait();
    tree.clear_handles();
  } // every actor is gone
  EXPECT_EQ(node_of("ingest").restarts, 4u);
  EXPECT_EQ(node_of("a").restarts, 16u);
  auto row = rows.snapshot();
  EXPECT_GT(row.out, 0u);
  EXPECT_EQ(row.balance(), 0);
  auto resting = row.resting[static_cast<size_t>(rest::queued)];
  EXPECT_EQ(resting, 0);
  const auto& stats = *node_of("a").stats;
  // Nothing that was handled was given up for lost as well.
  EXPECT_GE(stats.arrived, stats.handled + stats.abandoned);
}

} // namespace
} // namespace troupe
