#include "actors/forwarder/delivery.hpp"

#include <algorithm>

namespace troupe {

/// One call: the lock, and afterwards the tokens that it completed.
class delivery::turn {
public:
  explicit turn(delivery& self) : self_(self), guard_(self.mutex_) {
  }
  turn(const turn&) = delete;
  turn& operator=(const turn&) = delete;
  ~turn() {
    self_.show_health();
    auto ended = self_.flushes_.take_ended();
    auto more = std::exchange(self_.to_complete_, {});
    guard_.unlock();
    for (const auto& x : ended)
      x->done();
    for (const auto& x : more)
      x->done();
  }

private:
  delivery& self_;
  std::unique_lock<std::mutex> guard_;
};

delivery::delivery(const delivery_options& options,
                   std::vector<endpoint> endpoints, stage& payloads,
                   metrics& registry, health_registry& health, delivery_log log)
    : options_(options),
      payloads_(payloads),
      health_(health),
      log_(std::move(log)),
      checks_(endpoints, options.validation_interval_ns) {
  auto each = options.lane;
  for (auto& x : endpoints) {
    // Breakers draw different waits, so endpoints do not probe in step.
    ++each.seed;
    lanes_.emplace_back(std::move(x), each,
                        lane_env{payloads_, registry, flushes_, beyond_, log_});
  }
}

void delivery::follow(endpoint_role role, std::function<std::string()> url_of) {
  turn scope{*this};
  followed_.emplace_back(role, std::move(url_of));
}

void delivery::move_lanes(moment now) {
  for (const auto& [role, url_of] : followed_)
    for (auto& x : lanes_)
      if (x.where().role == role)
        x.move_to(url_of(), now);
}

uint64_t delivery::attach(moment now) {
  turn scope{*this};
  move_lanes(now);
  checks_.restart();
  reclaim(now);
  return ++sender_;
}

void delivery::detach(uint64_t sender, moment now) {
  turn scope{*this};
  if (sender != sender_)
    return;
  ++sender_;
  reclaim(now);
}

void delivery::reclaim(moment now) {
  under_way_.clear();
  for (auto& x : lanes_)
    x.reclaim(now);
}

void delivery::submit(const ref_ptr<const payload>& x, moment now) {
  turn scope{*this};
  size_t takers = 0;
  for (auto& lane : lanes_) {
    if (!lane.where().takes_kind(x->kind))
      continue;
    ++takers;
    if (over_)
      payloads_.refuse(1, drop_reason::shutdown);
    else
      lane.accept({x, ++last_seq_, 0, now.steady_ns});
  }
  if (takers == 0)
    payloads_.refuse(1, drop_reason::unroutable);
}

std::optional<attempt> delivery::next(uint64_t sender, moment now) {
  turn scope{*this};
  if (over_ || sender != sender_)
    return std::nullopt;
  if (auto check = next_check(now))
    return check;
  // Each lane has slots of its own, so the first ones starve nobody.
  for (size_t i = 0; i < lanes_.size(); ++i) {
    auto x = lanes_[i].start(last_token_ + 1, now);
    if (x == nullptr)
      continue;
    under_way_[++last_token_] = lane_attempt{i};
    return attempt{last_token_,
                   payload_request(lanes_[i].where(), *x, options_.who)};
  }
  for (auto& x : lanes_)
    x.make_room();
  return std::nullopt;
}

std::optional<attempt> delivery::next_check(moment now) {
  if (drain_deadline_ns_ != 0)
    return std::nullopt;
  auto index = checks_.next(now.steady_ns);
  if (!index)
    return std::nullopt;
  const auto& x = checks_.at(*index);
  under_way_[++last_token_] = check_attempt{*index};
  return attempt{last_token_,
                 key_check_request(x.validate_url, x.key, options_.who,
                                   checks_.timeout_ms())};
}

void delivery::ended(uint64_t token, const http_reply& reply, moment now) {
  turn scope{*this};
  auto node = under_way_.extract(token);
  if (node.empty())
    return;
  if (auto x = std::get_if<lane_attempt>(&node.mapped()))
    lanes_[x->lane].ended(token, reply, now);
  else
    check_ended(checks_.at(std::get<check_attempt>(node.mapped()).check), reply,
                now);
}

void delivery::check_ended(const key_check& x, const http_reply& reply,
                           moment now) {
  auto state = key_checks::judge(reply.status);
  if (state == key_state::invalid)
    log_.warn("the API key " + x.key.masked() + " is not valid at "
              + x.validate_url + "; set `api_key` to a valid one");
  for (auto i : x.endpoints)
    lanes_[i].learn_key(state, now);
}

void delivery::tick(moment now) {
  turn scope{*this};
  move_lanes(now);
  for (auto& x : lanes_)
    x.expire(now);
}

void delivery::flush(completion_ptr waiter) {
  turn scope{*this};
  flushes_.wait(last_seq_, std::move(waiter));
}

void delivery::drain(completion_ptr waiter, moment now) {
  turn scope{*this};
  if (drain_deadline_ns_ == 0)
    drain_deadline_ns_ = now.steady_ns + options_.stop_timeout_ns;
  if (waiter)
    (over_ ? to_complete_ : drained_).push_back(std::move(waiter));
}

bool delivery::settle_drain(moment now) {
  turn scope{*this};
  if (drain_deadline_ns_ == 0 || over_)
    return over_;
  auto rests = std::all_of(lanes_.begin(), lanes_.end(), [&](const lane& x) {
    return x.rests_until(drain_deadline_ns_);
  });
  if (!rests && now.steady_ns < drain_deadline_ns_)
    return false;
  over_ = true;
  under_way_.clear();
  for (auto& x : lanes_)
    x.settle_all(drop_reason::shutdown_deadline);
  to_complete_ = std::exchange(drained_, {});
  return true;
}

bool delivery::draining() const {
  std::lock_guard guard{mutex_};
  return drain_deadline_ns_ != 0;
}

std::vector<endpoint_status> delivery::status(moment now) const {
  std::lock_guard guard{mutex_};
  std::vector<endpoint_status> result;
  for (const auto& x : lanes_)
    result.push_back(x.status(now));
  return result;
}

// -- health -------------------------------------------------------------------

std::string delivery::bad_keys(size_t& bad, size_t& checked) const {
  std::string result;
  for (const auto& x : lanes_) {
    if (x.where().validate_url.empty() && x.key() != key_state::invalid)
      continue;
    ++checked;
    if (x.key() != key_state::invalid)
      continue;
    ++bad;
    result += (result.empty() ? "" : ", ") + x.where().url + " refuses key "
              + x.where().key.masked();
  }
  return result;
}

void delivery::show_health() {
  size_t bad = 0;
  size_t checked = 0;
  health_entry now{"forwarder", health_state::ok, bad_keys(bad, checked)};
  auto local = std::any_of(lanes_.begin(), lanes_.end(), [](const lane& x) {
    return x.where().role == endpoint_role::local;
  });
  if (bad > 0)
    now.state = bad == checked && !local ? health_state::failed
                                         : health_state::degraded;
  for (const auto& x : lanes_)
    if (x.blocked() && x.key() != key_state::invalid) {
      now.state = std::max(now.state, health_state::degraded);
      now.reason += (now.reason.empty() ? "" : ", ") + x.where().url
                    + " does not take payloads";
    }
  if (now.state == shown_.state && now.reason == shown_.reason)
    return;
  shown_ = now;
  health_.set(now.part, now.state, now.reason);
}

} // namespace troupe
