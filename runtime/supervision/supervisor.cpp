#include "runtime/supervision/supervisor.hpp"

#include <caf/actor_system.hpp>
#include <caf/exit_reason.hpp>

namespace troupe {

namespace {

std::vector<child_rules> rules_of(const supervisor_spec& spec) {
  std::vector<child_rules> result;
  for (const auto& x : spec.children)
    result.push_back(x.rules);
  return result;
}

} // namespace

supervisor::supervisor(caf::actor_config& cfg, node_context ctx,
                       supervisor_spec spec, const supervision_env& env)
    : basic_node(cfg, std::move(ctx)),
      spec_(std::move(spec)),
      env_(env),
      handles_(spec_.children.size()),
      random_(std::random_device{}()),
      core_(spec_.rules, rules_of(spec_), *this,
            [this] {
              return std::uniform_real_distribution<double>{0, 1}(random_);
            }),
      restarts_seen_(spec_.children.size()) {
  set_down_handler([this](caf::down_msg& x) { went_down(x); });
}

caf::behavior supervisor::make_behavior() {
  core_.begin(now_ms());
  show_states();
  return {
      [this](start_atom, uint64_t token) {
        core_.timer(token, now_ms());
        show_states();
      },
      [this](stop_atom) { core_.shutdown(); },
  };
}

void supervisor::on_exit() {
  for (size_t i = 0; i < handles_.size(); ++i) {
    if (!handles_[i])
      continue;
    spec_.children[i].cleared();
    kill(i);
    env_.tree.down(spec_.children[i].rules.id, "supervisor ended", false);
    handles_[i] = nullptr;
  }
}

void supervisor::start(size_t i) {
  auto& spec = spec_.children[i];
  const auto& id = spec.rules.id;
  auto stats = env_.tree.join(id, spec_.rules.id,
                              spec.is_supervisor ? "supervisor" : "actor",
                              spec.mailbox_limit, spec.detached);
  try {
    handles_[i] = spec.start(*this, node_context{stats, &env_.clock});
  } catch (const std::exception& e) {
    env_.tree.down(id, e.what(), true);
    env_.report(id, std::string{"start failed: "} + e.what());
    return core_.start_failed(i, e.what());
  }
  monitor(handles_[i]->get());
  env_.tree.running(id, handles_[i], env_.clock.steady_ns());
  core_.started(i, now_ms());
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
    const auto& id = spec_.children[i].rules.id;
    auto failed = x.reason && x.reason != caf::exit_reason::normal
                  && x.reason != caf::exit_reason::user_shutdown;
    auto reason = system().render(x.reason);
    spec_.children[i].cleared();
    handles_[i] = nullptr;
    env_.tree.down(id, reason, failed);
    if (failed)
      env_.report(id, "went down: " + reason);
    core_.down(i, failed, now_ms());
    return show_states();
  }
}

void supervisor::show_states() {
  for (size_t i = 0; i < spec_.children.size(); ++i) {
    const auto& id = spec_.children[i].rules.id;
    env_.tree.set_state(id, core_.state(i));
    for (; restarts_seen_[i] < core_.restarts(i); ++restarts_seen_[i])
      env_.tree.restarted(id);
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

} // namespace troupe
