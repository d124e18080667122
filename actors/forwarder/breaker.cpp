#include "actors/forwarder/breaker.hpp"

#include <algorithm>
#include <cmath>

namespace troupe {

namespace {

constexpr double ns_per_s = 1e9;

/// An intake that asks for no wait at all is still not asked in a loop.
constexpr int64_t shortest_wait_ns = 1'000'000'000;

} // namespace

breaker::breaker(backoff_options options, uint64_t seed)
    : options_(options),
      most_failures_(std::max(1, static_cast<int>(std::floor(
                                     std::log2(options.max_s / options.base_s)))
                                     + 1)),
      random_(seed) {
}

bool breaker::allows(int64_t now_ns) const noexcept {
  return state_ == breaker_state::closed
         || (state_ == breaker_state::open && now_ns >= until_ns_);
}

uint64_t breaker::started(int64_t) noexcept {
  if (state_ == breaker_state::open) {
    state_ = breaker_state::half_open;
    // From here on only the probe counts.
    ++stamp_;
  }
  return stamp_;
}

bool breaker::failed(uint64_t stamp, int64_t now_ns,
                     std::optional<int64_t> asked_wait_ns) {
  if (stamp != stamp_ || state_ == breaker_state::open)
    return false;
  failures_ = std::min(failures_ + 1, most_failures_);
  auto wait =
      asked_wait_ns ? std::max(*asked_wait_ns, shortest_wait_ns) : draw_ns();
  state_ = breaker_state::open;
  until_ns_ = now_ns + wait;
  return true;
}

bool breaker::succeeded(uint64_t stamp) noexcept {
  if (stamp != stamp_ || state_ == breaker_state::open)
    return false;
  failures_ = options_.recovery_reset
                  ? 0
                  : std::max(0, failures_ - options_.recovery_interval);
  state_ = breaker_state::closed;
  return true;
}

void breaker::forget_attempts(int64_t now_ns) noexcept {
  ++stamp_;
  if (state_ != breaker_state::half_open)
    return;
  state_ = breaker_state::open;
  until_ns_ = now_ns;
}

void breaker::probe_now(int64_t now_ns) noexcept {
  if (state_ == breaker_state::open)
    until_ns_ = std::min(until_ns_, now_ns);
}

int64_t breaker::draw_ns() {
  auto longest = options_.base_s * std::exp2(failures_);
  if (longest > options_.max_s)
    return static_cast<int64_t>(options_.max_s * ns_per_s);
  std::uniform_real_distribution<double> range{longest / options_.factor,
                                               longest};
  return static_cast<int64_t>(range(random_) * ns_per_s);
}

} // namespace troupe
