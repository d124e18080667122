#include "runtime/io/socket/prompt_thread.hpp"

#include <thread>

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace troupe {
namespace {

TEST(prompt_thread, only_the_calling_thread_changes) {
  auto before = ::getpriority(PRIO_PROCESS, 0);
  auto slack = 0;
  auto inside = 0;
  std::thread other{[&] {
    run_soon_after_waking();
    slack = ::prctl(PR_GET_TIMERSLACK);
    inside = ::getpriority(PRIO_PROCESS, 0);
  }};
  other.join();
  EXPECT_EQ(slack, 1000);
  EXPECT_LE(inside, before);
  EXPECT_EQ(::getpriority(PRIO_PROCESS, 0), before);
  EXPECT_NE(::prctl(PR_GET_TIMERSLACK), 1000);
}

} // namespace
} // namespace troupe
