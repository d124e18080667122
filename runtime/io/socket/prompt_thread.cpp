#include "runtime/io/socket/prompt_thread.hpp"

#include <cstdint>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace troupe {

namespace {

/// The first version of the kernel's struct; glibc has none.
struct sched_attributes {
  uint32_t size = sizeof(sched_attributes);
  uint32_t policy = 0;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = 0;
  uint64_t deadline = 0;
  uint64_t period = 0;
};

constexpr int32_t preferred_nice = -10;
constexpr uint64_t slice_ns = 100'000;
constexpr unsigned long timer_slack_ns = 1'000;

bool apply(int32_t nice) {
  sched_attributes x;
  x.nice = nice;
  x.runtime = slice_ns;
  return ::syscall(SYS_sched_setattr, 0, &x, 0) == 0;
}

} // namespace

void run_soon_after_waking() {
  // The default slack is as long as a short pause.
  ::prctl(PR_SET_TIMERSLACK, timer_slack_ns);
  if (!apply(preferred_nice))
    apply(::getpriority(PRIO_PROCESS, 0));
}

} // namespace troupe
