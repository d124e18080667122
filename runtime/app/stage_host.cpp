#include "runtime/app/stage_host.hpp"

#include <atomic>
#include <memory>
#include <unistd.h>
#include <utility>

#include "runtime/app/cli/exit_code.hpp"
#include "runtime/app/topology.hpp"
#include "runtime/observability/log.hpp"

namespace troupe {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds listeners_within{500};
constexpr milliseconds shards_within{700};
constexpr milliseconds tree_within{1'500};

/// The forwarder keeps its own deadline; this is for its answer.
constexpr milliseconds answer_within{300};

watchdog_callbacks watch_log() {
  watchdog_callbacks tell;
  tell.found = [](const watchdog_finding& x) {
    if (x.how_bad == watchdog_finding::level::warning)
      log_warn("watchdog: {} has been in one handler for {} ms", x.id,
               x.busy_ms);
    else
      log_error("watchdog: {} does not return from a handler ({} ms); see "
                "`troupe tree`",
                x.id, x.busy_ms);
  };
  tell.gap = [](int64_t ms) {
    log_warn("watchdog: the process did not run for {} ms", ms);
  };
  tell.give_up = [](const std::vector<std::string>& stuck) {
    log_critical("watchdog: too few threads are left, stuck: {}; ending",
                 fmt::join(stuck, ", "));
    stop_log();
    ::_exit(static_cast<int>(exit_code::watchdog));
  };
  return tell;
}

} // namespace

stage_host::settings::settings(size_t workers) {
  // In code only: CAF's own file and command line are never read.
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", workers);
  set("scheduler.max-throughput", size_t{50});
}

stage_host::stage_host(machine& home, stop_events& events,
                       inspector_options options)
    : home_(home),
      events_(events),
      where_(make_fronts(home)),
      inspector_(home, where_, std::move(options)),
      settings_(static_cast<size_t>(home.settings.runtime.workers)),
      system_(settings_) {
  supervision_env env{home_.tree, home_.clock,
                      [](const std::string& id, const std::string& what) {
                        log_warn("{}: {}", id, what);
                      },
                      &home_.health};
  root_ = spawn_root(
      system_, make_tree(home_, where_, env, &inspector_), env,
      [this](const std::string& reason) { events_.tree_ended(reason); });
  watchdog_rules rules;
  rules.workers = system_.scheduler().num_workers();
  watchdog_ =
      std::make_unique<watchdog>(home_.tree, home_.clock, rules, watch_log());
  watchdog_->start();
}

stage_host::~stage_host() {
  watchdog_->stop();
  root_ = nullptr;
  home_.tree.clear_handles();
}

milliseconds stage_host::stop_budget() const {
  const auto& x = home_.settings;
  return listeners_within + shards_within
         + milliseconds{x.aggregator.aggregator_stop_timeout}
         + milliseconds{x.forwarder.forwarder_stop_timeout} + answer_within
         + tree_within;
}

template <class Begin>
bool stage_host::step(const char* what, milliseconds within, Begin begin) {
  // One token each, and one for the hand-out itself: the step is over when
  // all are, whether done or lost with an actor.
  auto open = std::make_shared<std::atomic<int>>(1);
  auto close = [open, events = &events_](bool) {
    if (--*open == 0)
      events->poke();
  };
  begin([&] {
    ++*open;
    return make_ref<const completion>(close);
  });
  close(true);
  if (events_.wait_until([&] { return *open == 0; }, within))
    return true;
  log_warn("stop: {} {}", what,
           events_.cut_short() ? "cut short by a second signal"
                               : "did not end in time");
  return false;
}

stop_report stage_host::stop() {
  const auto& x = home_.settings;
  stop_report report;
  home_.health.stop();
  report.orderly &= step("listeners", listeners_within, [&](auto token) {
    for (const auto& [id, front] : where_.listeners)
      tell_urgent(front, drain_command{token()});
  });
  report.orderly &= step("dogstatsd", shards_within, [&](auto token) {
    for (const auto& front : where_.shards)
      tell(front, drain_command{token()});
  });
  report.orderly &=
      step("the last flush", milliseconds{x.aggregator.aggregator_stop_timeout},
           [&](auto token) {
             tell(where_.aggregator, flush_command{token(), true});
           });
  report.orderly &=
      step("forwarder",
           milliseconds{x.forwarder.forwarder_stop_timeout} + answer_within,
           [&](auto token) { tell(where_.forwarder, drain_command{token()}); });
  stop_root(root_);
  report.complete =
      events_.wait_until([&] { return events_.tree_gone(); }, tree_within);
  return report;
}

} // namespace troupe
