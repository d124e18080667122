#include "runtime/supervision/supervisor.hpp"

#include <caf/actor_system.hpp>
#include <caf/exit_reason.hpp>
#include <caf/sec.hpp>
#include <caf/send.hpp>

namespace troupe {

namespace {

std::vector<child_rules> rules_of(const supervisor_spec& spec) {
  std::vector<child_rules> result;
  for (const auto& x : spec.children)
    result.push_back(x.rules);
  return result;
}

/// What a handler threw, or who ended it, without CAF's wrapping around it.
std::string reason_text(caf::actor_system& system, const caf::error& x) {
  if (x == caf::sec::runtime_error && x.context().match_elements<std::string>())
    return x.context().get_as<std::string>(0);
  return x == caf::exit_reason::kill ? "killed" : system.render(x);
}

} // namespace

supervisor::supervisor(caf::actor_config& cfg, node_context ctx,
                       supervisor_spec spec, const supervision_env& env)
    : basic_node(cfg, std::move(ctx)),
      spec_(std::move(spec)),
      env_(env),
      handles_(spec_.children.size()),
      stats_(spec_.children.size()),
      random_(std::random_device{}()),
      core_(spec_.rules, rules_of(spec_), *this,
            [this] {
              return std::uniform_real_distribution<double>{0, 1}(random_);
            }),
      restarts_seen_(spec_.children.size()),
      states_seen_(spec_.children.size()) {
  set_down_handler([this](caf::down_msg& x) { went_down(x); });
}

caf::behavior supervisor::make_behavior() {
  core_.begin();
  show_states();
  return {
      [this](start_atom, uint64_t token) {
        core_.timer(token);
        show_states();
      },
      [this](stop_atom) {
        core_.shutdown();
        show_states();
      },
  };
}

void supervisor::on_exit() {
  // Empty after an orderly end; a crash takes the children along.
  for (size_t i = 0; i < handles_.size(); ++i) {
    if (!handles_[i])
      continue;
    kill(i);
    let_go(i, "its supervisor ended", false);
  }
  // Whoever comes next starts with a clean sheet.
  for (size_t i = 0; i < states_seen_.size(); ++i)
    show_health(i, child_state::stopped);
}

void supervisor::start(size_t i) {
  const auto& id = spec_.children[i].rules.id;
  std::string why;
  auto handle = try_start(i, why);
  if (!handle) {
    env_.tree.down(id, nullptr, why, true);
    env_.report(id, "start failed: " + why);
    return core_.start_failed(i, why);
  }
  handles_[i] = handle;
  monitor(handle->get());
  env_.tree.running(id, handle, env_.clock.steady_ns());
  core_.started(i, now_ms());
}

caf::strong_actor_ptr supervisor::try_start(size_t i, std::string& why) {
  auto& spec = spec_.children[i];
  auto stats = env_.tree.join(spec.rules.id, spec_.rules.id,
                              spec.is_supervisor ? "supervisor" : "actor",
                              spec.mailbox_limit, spec.detached);
  stats_[i] = stats;
  why = "no actor came of it";
  try {
    return spec.start(*this, node_context{stats, &env_.clock});
  } catch (const std::exception& e) {
    why = e.what();
  } catch (...) {
    why = "unknown exception";
  }
  return nullptr;
}

void supervisor::stop(size_t i) {
  auto to = caf::actor_cast<caf::actor>(handles_[i]);
  if (spec_.children[i].is_supervisor)
    caf::anon_send<caf::message_priority::high>(to, stop_atom::value);
  else
    caf::anon_send_exit(to, caf::exit_reason::user_shutdown);
}

void supervisor::kill(size_t i) {
  // An exit message of normal priority would wait behind the whole mailbox.
  auto to = caf::actor_cast<caf::actor>(handles_[i]);
  if (to)
    caf::anon_send<caf::message_priority::high>(
        to, caf::exit_msg{to.address(), caf::exit_reason::kill});
}

void supervisor::schedule(uint64_t token, int64_t delay_ms) {
  delayed_send(this, std::chrono::milliseconds(delay_ms), start_atom::value,
               token);
}

void supervisor::finish(const std::string& reason) {
  if (reason.empty())
    quit(caf::exit_reason::normal);
  else
    quit(caf::make_error(caf::sec::runtime_error, reason));
}

void supervisor::went_down(const caf::down_msg& x) {
  for (size_t i = 0; i < handles_.size(); ++i) {
    if (!handles_[i] || handles_[i]->address() != x.source)
      continue;
    auto failed = x.reason && x.reason != caf::exit_reason::normal
                  && x.reason != caf::exit_reason::user_shutdown;
    auto reason = reason_text(system(), x.reason);
    let_go(i, reason, failed);
    stats_[i]->abandon_queue(); // dead for certain, so nothing more is handled
    if (failed)
      env_.report(spec_.children[i].rules.id, "went down: " + reason);
    core_.down(i, failed, now_ms());
    return show_states();
  }
}

void supervisor::let_go(size_t i, const std::string& reason, bool failed) {
  auto& spec = spec_.children[i];
  spec.cleared(handles_[i]);
  env_.tree.down(spec.rules.id, handles_[i], reason, failed);
  handles_[i] = nullptr;
}

void supervisor::show_states() {
  for (size_t i = 0; i < spec_.children.size(); ++i) {
    const auto& id = spec_.children[i].rules.id;
    env_.tree.set_state(id, core_.state(i));
    show_health(i, core_.state(i));
    for (; restarts_seen_[i] < core_.restarts(i); ++restarts_seen_[i])
      env_.tree.restarted(id);
  }
  env_.tree.aborted(core_.aborted()
                    - std::exchange(aborted_seen_, core_.aborted()));
}

void supervisor::show_health(size_t i, child_state now) {
  auto before = std::exchange(states_seen_[i], now);
  if (before == now)
    return;
  const auto& rules = spec_.children[i].rules;
  auto part = "actor/" + rules.id;
  if (now == child_state::quarantined) {
    auto what = "failed too often, next try in "
                + std::to_string(rules.quarantine_ms / 1'000) + " s";
    env_.report(rules.id, what);
    if (env_.health != nullptr)
      env_.health->set(part, health_state::failed, what);
  } else if (before == child_state::quarantined && env_.health != nullptr) {
    env_.health->forget(part);
  }
}

int64_t supervisor::now_ms() const {
  return env_.clock.steady_ns() / 1'000'000;
}

child_spec nested(supervisor_spec spec, const supervision_env& env,
                  child_rules rules) {
  child_spec result;
  rules.id = spec.rules.id;
  // Time for each child in turn, and some for the supervisor itself.
  rules.shutdown_ms = 500;
  for (const auto& x : spec.children)
    rules.shutdown_ms += x.rules.shutdown_ms;
  result.rules = std::move(rules);
  result.is_supervisor = true;
  result.start = [spec = std::move(spec), env](caf::event_based_actor& parent,
                                               node_context ctx) {
    auto handle = parent.spawn<supervisor>(std::move(ctx), spec, env);
    return caf::actor_cast<caf::strong_actor_ptr>(handle);
  };
  return result;
}

caf::actor spawn_root(caf::actor_system& system, supervisor_spec spec,
                      const supervision_env& env,
                      std::function<void(const std::string&)> on_end) {
  auto id = spec.rules.id;
  auto stats = env.tree.join(id, "", "supervisor", 65536, false);
  auto root = system.spawn<supervisor>(node_context{stats, &env.clock},
                                       std::move(spec), env);
  auto handle = caf::actor_cast<caf::strong_actor_ptr>(root);
  env.tree.running(id, handle, env.clock.steady_ns());
  // The handle stays out of the functor: an actor that holds itself never goes.
  root->attach_functor([&system, tree = &env.tree, id,
                        on_end = std::move(on_end)](const caf::error& x) {
    auto reason = reason_text(system, x);
    tree->down(id, tree->handle(id), reason,
               x && x != caf::exit_reason::normal);
    on_end(reason);
  });
  return root;
}

void stop_root(const caf::actor& root) {
  caf::anon_send<caf::message_priority::high>(root, stop_atom::value);
}

} // namespace troupe
