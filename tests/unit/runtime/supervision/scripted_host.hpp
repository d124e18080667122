#pragma once
/// A host that carries orders out at once and writes them down: "start a",
/// "stop b", "kill b", "finish" (with ":reason" when failed). A stopped child
/// ends at once unless it is stubborn; timers fire when time is advanced.

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runtime/supervision/supervisor_core.hpp"

namespace troupe {

inline child_rules rules_for(std::string id) {
  child_rules result;
  result.id = std::move(id);
  return result;
}

class scripted_host final : public supervisor_host {
public:
  scripted_host(supervisor_rules rules, std::vector<child_rules> children)
      : children_(children),
        core(std::move(rules), std::move(children), *this,
             [this] { return random; }) {
  }

  void start(size_t i) override {
    log.push_back("start " + children_[i].id);
    if (fails_to_start.count(i) > 0)
      core.start_failed(i, "no port");
    else
      core.started(i, now);
  }
  void stop(size_t i) override {
    log.push_back("stop " + children_[i].id);
    if (stubborn.count(i) == 0)
      core.down(i, false, now);
  }
  void kill(size_t i) override {
    log.push_back("kill " + children_[i].id);
    core.down(i, true, now);
  }
  void schedule(uint64_t token, int64_t delay_ms) override {
    delays.push_back(delay_ms);
    timers.emplace_back(now + delay_ms, token);
  }
  void finish(const std::string& reason) override {
    log.push_back(reason.empty() ? "finish" : "finish:" + reason);
  }

  void crash(size_t i) {
    core.down(i, true, now);
  }

  /// Moves time and fires what is due, earliest first.
  void advance(int64_t ms) {
    auto until = now + ms;
    for (;;) {
      auto i = std::min_element(timers.begin(), timers.end());
      if (i == timers.end() || i->first > until)
        break;
      auto [due, token] = *i;
      timers.erase(i);
      now = due;
      core.timer(token);
    }
    now = until;
  }

  /// The orders since the last call.
  std::vector<std::string> orders() {
    return std::exchange(log, {});
  }

  int64_t now = 1'000;
  double random = 0;
  std::set<size_t> stubborn;
  std::set<size_t> fails_to_start;
  std::vector<int64_t> delays;
  std::vector<std::string> log;
  std::vector<std::pair<int64_t, uint64_t>> timers;

private:
  std::vector<child_rules> children_;

public:
  supervisor_core core;
};

using orders = std::vector<std::string>;

} // namespace troupe
