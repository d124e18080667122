#pragma once
/// A GoogleTest fixture that runs actors one message at a time on virtual
/// time: no threads, no sleeps, the same order on every run.
///
/// Usage: `class foo_test : public deterministic {...}`, then `spawn` actors
/// (never detached), send with `caf::anon_send` and call `run()`; `advance`
/// moves the clock source and CAF's timers together. Assert what a `recorder`
/// got: the conversation, not internals.
/// Thread rule: everything happens on the test's thread.
/// Failure: whatever is spawned here is killed at the end, and timers that
/// are still armed are cancelled, so that the system can go.

#include <any>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/exit_reason.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <gtest/gtest.h>

#include "runtime/actor/actor_stats.hpp"
#include "runtime/actor/node.hpp"
#include "runtime/clock/clock.hpp"

namespace troupe {

class deterministic : public ::testing::Test {
public:
  /// 2023-11-14 22:13:20 UTC, a multiple of ten.
  static constexpr int64_t start_s = 1'700'000'000;

  deterministic() : system_(config_) {
  }

  void TearDown() override {
    for (auto& x : children_)
      caf::anon_send_exit(x, caf::exit_reason::kill);
    run();
    scheduler().clock().cancel_all();
    children_.clear();
    run();
  }

  /// Spawns an actor that ends with the test.
  template <class T, class... Ts>
  auto spawn(Ts&&... xs) {
    auto x = system_.spawn<T>(std::forward<Ts>(xs)...);
    children_.push_back(caf::actor_cast<caf::actor>(x));
    return x;
  }

  /// A context for a `node`, with statistics of its own.
  node_context context(std::string id, uint64_t mailbox_limit = 65536) {
    return {std::make_shared<actor_stats>(std::move(id), mailbox_limit),
            &clock_};
  }

  /// Handles one message; false when there is none.
  bool step() {
    return scheduler().try_run_once();
  }

  /// Handles messages until none is left.
  void run() {
    while (step())
      continue;
  }

  /// Moves time (wall, steady and CAF's timers); handles nothing.
  void move_time(std::chrono::nanoseconds by) {
    clock_.advance_ns(by.count());
    scheduler().clock().advance_time(by);
  }

  /// Moves time, then runs what is due.
  void advance(std::chrono::nanoseconds by) {
    move_time(by);
    run();
  }

  /// Ends an actor as the supervisor's kill does, and lets it go.
  template <class Handle>
  void kill(const Handle& x) {
    caf::anon_send_exit(x, caf::exit_reason::kill);
    run();
  }

  manual_clock& time() noexcept {
    return clock_;
  }

  caf::actor_system& system() noexcept {
    return system_;
  }

private:
  struct config : caf::actor_system_config {
    config() {
      set("scheduler.policy", caf::atom("testing"));
    }
  };

  caf::scheduler::test_coordinator& scheduler() {
    return dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler());
  }

  manual_clock clock_{start_s};
  config config_;
  caf::actor_system system_;
  std::vector<caf::actor> children_;
};

/// What a `recorder` got, oldest first.
class recording {
public:
  template <class T>
  void add(const T& x) {
    items_.emplace_back(x);
  }

  /// All messages of one type, in order.
  template <class T>
  std::vector<T> all() const {
    std::vector<T> result;
    for (auto& x : items_)
      if (auto value = std::any_cast<T>(&x))
        result.push_back(*value);
    return result;
  }

  template <class T>
  bool is(size_t index) const {
    return index < items_.size() && items_[index].type() == typeid(T);
  }

  template <class T>
  const T& at(size_t index) const {
    return *std::any_cast<T>(&items_.at(index));
  }

  size_t size() const noexcept {
    return items_.size();
  }

  /// Forgets what came, and so drops the tickets in it.
  void clear() {
    items_.clear();
  }

private:
  std::vector<std::any> items_;
};

using recording_ptr = std::shared_ptr<recording>;

/// Stands in for any actor of the troupe: keeps every message it gets. For
/// protocols of one-way messages, as all of ours are.
template <class Interface>
class recorder;

template <class... Ts>
class recorder<caf::typed_actor<
    caf::typed_mpi<caf::detail::type_list<Ts>, caf::output_tuple<void>>...>>
    final : public caf::typed_actor<caf::typed_mpi<
                caf::detail::type_list<Ts>, caf::output_tuple<void>>...>::base {
public:
  using super = typename caf::typed_actor<caf::typed_mpi<
      caf::detail::type_list<Ts>, caf::output_tuple<void>>...>::base;
  using typename super::behavior_type;

  recorder(caf::actor_config& cfg, recording_ptr log)
      : super(cfg), log_(std::move(log)) {
  }

  behavior_type make_behavior() override {
    return {[this](const Ts& x) { log_->add(x); }...};
  }

private:
  recording_ptr log_;
};

} // namespace troupe
