#include "actors/forwarder/key_checks.hpp"

#include <algorithm>

namespace troupe {

key_checks::key_checks(const std::vector<endpoint>& all, int64_t interval_ns)
    : interval_ns_(interval_ns) {
  for (size_t i = 0; i < all.size(); ++i) {
    const auto& x = all[i];
    if (x.validate_url.empty())
      continue;
    auto known =
        std::find_if(checks_.begin(), checks_.end(), [&](const key_check& y) {
          return y.validate_url == x.validate_url && y.key == x.key;
        });
    if (known == checks_.end())
      known = checks_.insert(known, {x.validate_url, x.key, {}, true});
    known->endpoints.push_back(i);
  }
}

std::optional<size_t> key_checks::next(int64_t now_ns) {
  if (next_round_ns_ == 0)
    next_round_ns_ = now_ns + interval_ns_;
  if (now_ns >= next_round_ns_) {
    next_round_ns_ = now_ns + interval_ns_;
    for (auto& x : checks_)
      x.due = true;
  }
  auto due = std::find_if(checks_.begin(), checks_.end(),
                          [](const key_check& x) { return x.due; });
  if (due == checks_.end())
    return std::nullopt;
  due->due = false;
  return static_cast<size_t>(due - checks_.begin());
}

void key_checks::restart() {
  next_round_ns_ = 0;
  for (auto& x : checks_)
    x.due = true;
}

int64_t key_checks::timeout_ms() const {
  return 10'000 / static_cast<int64_t>(std::max<size_t>(1, checks_.size()));
}

key_state key_checks::judge(int status) {
  if (status == 200)
    return key_state::valid;
  return status == 403 ? key_state::invalid : key_state::unknown;
}

} // namespace troupe
