#include "runtime/supervision/supervisor_core.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace troupe {

supervisor_core::supervisor_core(supervisor_rules rules,
                                 std::vector<child_rules> children,
                                 supervisor_host& host,
                                 std::function<double()> random)
    : rules_(std::move(rules)), host_(host), random_(std::move(random)) {
  for (auto& x : children) {
    child entry;
    entry.rules = std::move(x);
    children_.push_back(std::move(entry));
  }
}

// -- events -------------------------------------------------------------------

void supervisor_core::begin() {
  for (size_t i = 0; i < children_.size() && !stopping(); ++i)
    start_child(i);
}

void supervisor_core::started(size_t i, int64_t now_ms) {
  auto& x = children_[i];
  x.state = child_state::running;
  x.started_ms = now_ms;
  x.started_once = true;
  x.init_failures = 0;
  if (std::exchange(x.failed_itself, false))
    ++x.restarts;
}

void supervisor_core::start_failed(size_t i, const std::string& why) {
  auto& x = children_[i];
  if (x.rules.significant && !x.started_once)
    return give_up(x.rules.id + " could not start: " + why);
  ++x.init_failures;
  if (x.rules.exhausted == on_exhausted::quarantine
      && x.init_failures >= x.rules.init_failures)
    return quarantine(i);
  x.state = child_state::backing_off;
  arm(timer_kind::start, i, next_delay(x, x.started_ms));
}

void supervisor_core::down(size_t i, bool failed, int64_t now_ms) {
  auto& x = children_[i];
  disarm(timer_kind::kill, i);
  auto was_asked = x.state == child_state::stopping;
  x.state = child_state::stopped;
  if (stopping())
    return continue_stop();
  if (x.removed)
    ended_for_good(i);
  if (was_asked || x.removed)
    return continue_group();
  auto policy = x.rules.restart;
  if (policy == restart_policy::permanent
      || (policy == restart_policy::transient && failed)) {
    x.failed_itself = true;
    recover(i, now_ms);
  } else {
    ended_for_good(i);
  }
}

void supervisor_core::timer(uint64_t token) {
  auto i = std::find_if(timers_.begin(), timers_.end(),
                        [&](const pending& x) { return x.token == token; });
  if (i == timers_.end())
    return; // disarmed meanwhile
  auto [ignored, kind, index] = *i;
  timers_.erase(i);
  if (kind == timer_kind::kill) {
    ++aborted_;
    host_.kill(index);
  } else if (!stopping()) {
    if (kind == timer_kind::group)
      start_group();
    else if (group_active_ && index >= group_first_)
      children_[index].state = child_state::stopped; // starts with the group
    else
      start_child(index);
  }
}

void supervisor_core::shutdown() {
  if (stopping())
    return;
  phase_ = phase::stopping;
  continue_stop();
}

void supervisor_core::remove(size_t i) {
  auto& x = children_[i];
  if (stopping() || x.removed)
    return;
  x.removed = true;
  disarm(timer_kind::start, i);
  if (x.state == child_state::running)
    stop_child(i);
  else if (x.state != child_state::stopping)
    ended_for_good(i);
}

// -- restarts -----------------------------------------------------------------

void supervisor_core::recover(size_t i, int64_t now_ms) {
  auto& x = children_[i];
  // What fails while a group is going down comes back with the group.
  if (group_active_)
    return restart_group(rules_.how == strategy::one_for_all ? 0 : i,
                         group_delay_ms_);
  if (!within_intensity(x, now_ms)) {
    if (x.rules.exhausted == on_exhausted::quarantine)
      return quarantine(i);
    return give_up(x.rules.id + " failed too often");
  }
  auto delay = next_delay(x, now_ms);
  switch (rules_.how) {
  case strategy::one_for_one:
    x.state = child_state::backing_off;
    return arm(timer_kind::start, i, delay);
  case strategy::one_for_all:
    return restart_group(0, delay);
  case strategy::rest_for_one:
    return restart_group(i, delay);
  }
}

void supervisor_core::restart_group(size_t first, int64_t delay_ms) {
  // A failure during a group restart may widen it, but starts no other.
  group_first_ = group_active_ ? std::min(group_first_, first) : first;
  group_delay_ms_ = delay_ms;
  group_active_ = true;
  continue_group();
}

void supervisor_core::continue_group() {
  if (!group_active_)
    return;
  for (size_t i = children_.size(); i-- > group_first_;) {
    if (children_[i].state == child_state::quarantined)
      continue;
    disarm(timer_kind::start, i);
    if (children_[i].state == child_state::stopping)
      return;
    if (children_[i].state == child_state::running)
      return stop_child(i);
  }
  disarm(timer_kind::group, 0);
  arm(timer_kind::group, 0, group_delay_ms_);
}

void supervisor_core::start_group() {
  group_active_ = false;
  for (size_t i = group_first_; i < children_.size() && !stopping(); ++i)
    if (children_[i].state != child_state::done
        && children_[i].state != child_state::quarantined)
      start_child(i);
}

void supervisor_core::start_child(size_t i) {
  children_[i].state = child_state::stopped;
  host_.start(i);
}

void supervisor_core::stop_child(size_t i) {
  children_[i].state = child_state::stopping;
  arm(timer_kind::kill, i, children_[i].rules.shutdown_ms);
  host_.stop(i);
}

void supervisor_core::quarantine(size_t i) {
  auto& x = children_[i];
  x.state = child_state::quarantined;
  x.init_failures = 0;
  x.failures = 0;
  x.recent.clear();
  arm(timer_kind::start, i, x.rules.quarantine_ms);
}

void supervisor_core::ended_for_good(size_t i) {
  children_[i].state = child_state::done;
  if (!children_[i].rules.significant)
    return;
  auto still_on = [](const child& x) {
    return x.rules.significant && x.state != child_state::done;
  };
  auto last = std::none_of(children_.begin(), children_.end(), still_on);
  if (rules_.shutdown == auto_shutdown::any_significant
      || (rules_.shutdown == auto_shutdown::all_significant && last))
    shutdown();
}

// -- the end ------------------------------------------------------------------

void supervisor_core::give_up(const std::string& reason) {
  failure_ = reason;
  phase_ = phase::stopping;
  continue_stop();
}

void supervisor_core::continue_stop() {
  if (phase_ == phase::finished)
    return;
  for (size_t i = children_.size(); i-- > 0;) {
    if (children_[i].state == child_state::stopping)
      return;
    if (children_[i].state == child_state::running)
      return stop_child(i);
    children_[i].state = child_state::stopped;
  }
  phase_ = phase::finished;
  host_.finish(failure_);
}

// -- bookkeeping --------------------------------------------------------------

bool supervisor_core::within_intensity(child& x, int64_t now_ms) {
  auto alone = x.rules.exhausted == on_exhausted::quarantine;
  auto& recent = alone ? x.recent : recent_;
  const auto& limit = alone ? x.rules.intensity : rules_.intensity;
  while (!recent.empty() && now_ms - recent.front() >= limit.period_ms)
    recent.pop_front();
  if (recent.size() >= limit.restarts)
    return false;
  recent.push_back(now_ms);
  return true;
}

int64_t supervisor_core::next_delay(child& x, int64_t now_ms) {
  const auto& rules = x.rules.backoff;
  if (now_ms - x.started_ms >= rules.reset_after_ms)
    x.failures = 0;
  auto delay = static_cast<double>(rules.initial_ms)
               * std::pow(rules.factor, x.failures);
  delay = std::min(delay, static_cast<double>(rules.cap_ms));
  auto swing = x.failures == 0 ? -random_() : 2 * random_() - 1;
  if (x.failures < 64)
    ++x.failures;
  return std::llround(delay * (1 + rules.jitter * swing));
}

void supervisor_core::arm(timer_kind kind, size_t i, int64_t delay_ms) {
  timers_.push_back({++last_token_, kind, i});
  host_.schedule(last_token_, delay_ms);
}

void supervisor_core::disarm(timer_kind kind, size_t i) {
  std::erase_if(timers_, [&](const pending& x) {
    return x.kind == kind && x.child == i;
  });
}

} // namespace troupe
