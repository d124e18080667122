#pragma once
/// The vocabulary of supervision, OTP's words: who is restarted when, how
/// often, how fast, and what happens when that does not help.

#include <cstdint>
#include <string>
#include <string_view>

namespace troupe {

/// Which children are restarted when one fails.
enum class strategy : uint8_t { one_for_one, one_for_all, rest_for_one };

constexpr std::string_view to_string(strategy x) {
  constexpr std::string_view words[] = {"one_for_one", "one_for_all",
                                        "rest_for_one"};
  return words[static_cast<size_t>(x)];
}

/// permanent: always; transient: after a failure only; temporary: never.
enum class restart_policy : uint8_t { permanent, transient, temporary };

/// When the intensity is exceeded: the supervisor fails so that its parent
/// decides, or the child is set aside and tried again later.
enum class on_exhausted : uint8_t { escalate, quarantine };

/// Whether children that are done end their supervisor (OTP's auto_shutdown).
enum class auto_shutdown : uint8_t { never, any_significant, all_significant };

enum class child_state : uint8_t {
  stopped,
  running,
  backing_off,
  stopping,
  quarantined,
  done,
};

constexpr std::string_view to_string(child_state x) {
  constexpr std::string_view words[] = {
      "stopped", "running", "backing_off", "stopping", "quarantined", "done"};
  return words[static_cast<size_t>(x)];
}

struct backoff_rules {
  int64_t initial_ms = 100;
  double factor = 2;
  int64_t cap_ms = 30'000;
  /// Share of the delay by which it varies both ways; the first delay varies
  /// downwards only, so that a first restart never takes longer than it.
  double jitter = 0.25;
  /// An uptime after which earlier failures are forgotten.
  int64_t reset_after_ms = 60'000;
};

/// At most `restarts` within `period_ms`; one more exhausts.
struct intensity_rules {
  uint32_t restarts = 5;
  int64_t period_ms = 60'000;
};

struct child_rules {
  std::string id;
  restart_policy restart = restart_policy::permanent;
  on_exhausted exhausted = on_exhausted::escalate;
  /// Its supervisor fails when its very first start does; see auto_shutdown
  /// for what its end for good means.
  bool significant = false;
  backoff_rules backoff;
  /// Counted for this child alone, when it is quarantined rather than
  /// escalated; the others share their supervisor's.
  intensity_rules intensity;
  /// How long an orderly stop may take before the child is killed.
  int64_t shutdown_ms = 2'000;
  /// Failed starts in a row that exhaust a child which is then quarantined;
  /// one that escalates goes on trying with its backoff.
  uint32_t init_failures = 5;
  /// How long a quarantined child waits for its next chance.
  int64_t quarantine_ms = 300'000;
};

struct supervisor_rules {
  std::string id;
  strategy how = strategy::one_for_one;
  intensity_rules intensity;
  auto_shutdown shutdown = auto_shutdown::never;
};

} // namespace troupe
