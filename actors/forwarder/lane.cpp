#include "actors/forwarder/lane.hpp"

#include <algorithm>

namespace troupe {

namespace {

/// One share of a bound, never none.
size_t share(size_t whole, size_t parts) {
  return std::max<size_t>(1, whole / std::max<size_t>(1, parts));
}

std::string seconds(int64_t ns) {
  return std::to_string((ns + 999'999'999) / 1'000'000'000) + " s";
}

} // namespace

lane::lane(endpoint where, const lane_options& options, lane_env env)
    : where_(std::move(where)),
      options_(options),
      env_(env),
      counters_(env.registry, where_.url),
      waiting_(share(options.high_slots, where_.keys_of_url)),
      breaker_(options.backoff, options.seed) {
  options_.max_bytes /= std::max<size_t>(1, where_.keys_of_url);
  options_.max_in_flight = share(options.max_in_flight, where_.keys_of_url);
}

void lane::move_to(const std::string& url, moment now) {
  if (url.empty() || url == where_.url)
    return;
  where_.url = url;
  breaker_.probe_now(now.steady_ns);
}

void lane::accept(transaction x) {
  auto& counters = counters_.of(x.what->kind);
  env_.payloads.enter(1);
  counters.input_count.Increment();
  counters.input_bytes.Increment(static_cast<double>(x.bytes()));
  if (!blocked())
    env_.flushes.expect(x.seq);
  if (!waiting_.push(std::move(x)))
    counters.high_queue_full.Increment();
}

bool lane::retry_slot_free() const {
  auto half = std::max<size_t>(1, options_.max_in_flight / 2);
  return retries_in_flight_ < half;
}

const transaction* lane::start(uint64_t token, moment now) {
  if (in_flight_.size() >= options_.max_in_flight
      || !breaker_.allows(now.steady_ns))
    return nullptr;
  auto x = waiting_.pop(retry_slot_free());
  if (!x)
    return nullptr;
  env_.payloads.move(1, rest::queued, rest::inflight);
  ++attempts_;
  if (x->attempts++ > 0) {
    counters_.of(x->what->kind).retries.Increment();
    ++retries_in_flight_;
  }
  auto stamp = breaker_.started(now.steady_ns);
  auto [place, _] = in_flight_.emplace(token, flight{std::move(*x), stamp});
  return &place->second.x;
}

void lane::ended(uint64_t token, const http_reply& reply, moment now) {
  auto node = in_flight_.extract(token);
  if (node.empty())
    return;
  auto& done = node.mapped();
  if (done.x.attempts > 1)
    --retries_in_flight_;
  env_.flushes.over(done.x.seq);
  auto v = judge(reply);
  last_status_ = reply.status;
  note_doubt(reply);
  if (v.what != outcome::delivered)
    note_failure(done, reply);
  switch (v.what) {
  case outcome::delivered:
    delivered(done);
    learn_key(key_state::valid, now);
    break;
  case outcome::refused:
    breaker_.succeeded(done.stamp);
    refuse(done, v.why);
    break;
  case outcome::bad_key:
    held(v, now);
    retry(std::move(done), reply, now);
    break;
  case outcome::retry:
    retry(std::move(done), reply, now);
    break;
  }
}

void lane::note_failure(const flight& failed, const http_reply& reply) {
  counters_.error(failed.x.what->kind, error_class(reply), reply.status);
  last_error_ = reply.status != 0 ? "status " + std::to_string(reply.status)
                                  : std::string{to_string(reply.error)} + ": "
                                        + reply.error_text;
}

void lane::note_doubt(const http_reply& reply) {
  if (!reply.resent && (reply.status != 0 || !reply.sent))
    return;
  ++in_doubt_;
  counters_.in_doubt();
}

void lane::delivered(flight& done) {
  env_.payloads.leave(1, rest::inflight);
  auto& counters = counters_.of(done.x.what->kind);
  counters.success.Increment();
  counters.success_bytes.Increment(static_cast<double>(done.x.bytes()));
  last_error_.clear();
  auto was_blocked = blocked();
  if (breaker_.succeeded(done.stamp) && was_blocked)
    env_.log.info(where_.url + " takes payloads again; "
                  + std::to_string(waiting_.size()) + " waited");
  if (delivered_++ % static_cast<uint64_t>(options_.logging_frequency) == 0)
    env_.log.info("delivered payload " + std::to_string(delivered_) + " to "
                  + where_.url + "; every "
                  + std::to_string(options_.logging_frequency)
                  + "th is logged");
}

void lane::retry(flight&& failed, const http_reply& reply, moment now) {
  env_.payloads.move(1, rest::inflight, rest::queued);
  counters_.of(failed.x.what->kind).requeued.Increment();
  waiting_.push_retry(std::move(failed.x));
  auto wait = asked_wait_ns(reply, now.wall_ns / 1'000'000'000);
  if (breaker_.failed(failed.stamp, now.steady_ns, wait))
    went_down(now);
  make_room();
}

/// No attempt starts for a while, so nobody should wait for one.
void lane::went_down(moment now) {
  waiting_.for_each_seq([&](uint64_t seq) { env_.flushes.over(seq); });
  env_.log.warn(where_.url + " does not take payloads (" + last_error_
                + "); the next attempt is in "
                + seconds(breaker_.until_ns() - now.steady_ns) + ", "
                + std::to_string(waiting_.size()) + " wait");
}

void lane::refuse(flight& failed, drop_reason why) {
  env_.payloads.drop(1, why, rest::inflight);
  counters_.of(failed.x.what->kind).dropped.Increment();
  ++dropped_;
  env_.log.warn(where_.url + " refused a payload of "
                + std::string{to_string(failed.x.what->kind)} + " ("
                + last_error_ + "); it is dropped");
}

void lane::held(const verdict& v, moment now) {
  held_reason_ = v.why;
  if (held_since_ns_ == 0) {
    held_since_ns_ = now.steady_ns;
    env_.log.warn(where_.url + " refuses the API key " + where_.key.masked()
                  + "; payloads are held for " + seconds(options_.key_hold_ns)
                  + ", set `api_key` to a valid one");
  }
  key_ = key_state::invalid;
}

void lane::learn_key(key_state x, moment now) {
  if (x == key_state::unknown)
    return;
  if (x == key_state::valid && held_since_ns_ != 0) {
    held_since_ns_ = 0;
    breaker_.probe_now(now.steady_ns);
  }
  key_ = x;
}

void lane::reclaim(moment now) {
  breaker_.forget_attempts(now.steady_ns);
  retries_in_flight_ = 0;
  for (auto& [token, lost] : in_flight_) {
    env_.payloads.move(1, rest::inflight, rest::queued);
    ++in_doubt_;
    counters_.in_doubt();
    if (blocked())
      env_.flushes.over(lost.x.seq);
    waiting_.push_retry(std::move(lost.x));
  }
  in_flight_.clear();
}

void lane::expire(moment now) {
  auto cutoff = now.steady_ns - options_.key_hold_ns;
  if (held_since_ns_ == 0 || held_since_ns_ > cutoff)
    return;
  while (auto x = waiting_.pop_older(cutoff))
    drop_waiting(*x, held_reason_);
}

void lane::make_room() {
  while (waiting_.bytes() > options_.max_bytes) {
    auto x = waiting_.evict();
    if (x->what->storable && env_.beyond.take(where_, *x)) {
      env_.payloads.move(1, rest::queued, rest::disk);
      env_.flushes.over(x->seq);
      continue;
    }
    counters_.evicted(x->what->points);
    drop_waiting(*x, drop_reason::evicted_mem);
  }
  counters_.queue(waiting_.size(), waiting_.bytes());
}

void lane::drop_waiting(const transaction& x, drop_reason why) {
  env_.payloads.drop(1, why);
  env_.flushes.over(x.seq);
  counters_.of(x.what->kind).dropped.Increment();
  ++dropped_;
}

void lane::settle_all(drop_reason why) {
  for (auto& [token, lost] : in_flight_) {
    env_.payloads.drop(1, why, rest::inflight);
    env_.flushes.over(lost.x.seq);
    counters_.of(lost.x.what->kind).dropped.Increment();
    ++dropped_;
  }
  in_flight_.clear();
  retries_in_flight_ = 0;
  while (auto x = waiting_.evict())
    drop_waiting(*x, why);
  counters_.queue(0, 0);
}

bool lane::rests_until(int64_t deadline_ns) const {
  return in_flight_.empty()
         && (waiting_.size() == 0
             || (blocked() && breaker_.until_ns() > deadline_ns));
}

endpoint_status lane::status(moment now) const {
  endpoint_status result;
  result.url = where_.url;
  result.masked_key = where_.key.masked();
  result.role = where_.role;
  result.key = key_;
  result.breaker = breaker_.state();
  if (result.breaker == breaker_state::open)
    result.blocked_ms =
        std::max<int64_t>(0, (breaker_.until_ns() - now.steady_ns) / 1'000'000);
  result.queued = waiting_.size();
  result.queued_bytes = waiting_.bytes();
  result.in_flight = in_flight_.size();
  result.attempts = attempts_;
  result.delivered = delivered_;
  result.dropped = dropped_;
  result.in_doubt = in_doubt_;
  result.last_status = last_status_;
  result.last_error = last_error_;
  return result;
}

} // namespace troupe
