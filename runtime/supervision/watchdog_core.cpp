#include "runtime/supervision/watchdog_core.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

watchdog_report watchdog_core::scan(int64_t now_ns,
                                    const std::vector<busy_actor>& busy) {
  watchdog_report result;
  auto pause = last_scan_ns_ == 0 ? 0 : now_ns - last_scan_ns_;
  last_scan_ns_ = now_ns;
  if (pause >= rules_.gap_ns) {
    result.gap_ms = (pause - rules_.scan_ns) / 1'000'000;
    not_before_ns_ = now_ns;
  }
  std::unordered_map<std::string, episode> still;
  for (const auto& x : busy) {
    auto known = episodes_.find(x.id);
    auto same =
        known != episodes_.end() && known->second.stamp_ns == x.since_ns;
    auto seen = same ? known->second : episode{x.since_ns};
    judge(x, now_ns - std::max(x.since_ns, not_before_ns_), seen, result);
    still.emplace(x.id, seen);
  }
  episodes_ = std::move(still);
  result.give_up =
      !result.stuck.empty() && result.stuck.size() * 2 >= rules_.workers;
  return result;
}

void watchdog_core::judge(const busy_actor& x, int64_t busy_ns, episode& seen,
                          watchdog_report& out) const {
  using level = watchdog_finding::level;
  auto busy_ms = busy_ns / 1'000'000;
  if (busy_ns >= rules_.alarm_ns && !std::exchange(seen.alarmed, true)) {
    seen.warned = true;
    out.findings.push_back({level::alarm, x.id, busy_ms});
  } else if (busy_ns >= rules_.warn_ns && !std::exchange(seen.warned, true)) {
    out.findings.push_back({level::warning, x.id, busy_ms});
  }
  if (busy_ns >= rules_.give_up_ns && !x.detached)
    out.stuck.push_back(x.id);
}

} // namespace troupe
