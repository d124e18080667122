#include "runtime/app/signals.hpp"

#include <csignal>
#include <pthread.h>
#include <utility>

namespace troupe {

namespace {

/// Ours, to end the thread; nobody else sends it.
constexpr int leave = SIGUSR2;

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (auto x : {SIGTERM, SIGINT, SIGHUP, leave})
    sigaddset(&set, x);
  return set;
}

} // namespace

signal_watch::signal_watch(std::function<void()> on_stop)
    : on_stop_(std::move(on_stop)) {
  // A peer that hangs up is an error code, not an end.
  std::signal(SIGPIPE, SIG_IGN);
  auto set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::thread{[this, set] {
    pthread_setname_np(pthread_self(), "signals");
    for (int got = 0; sigwait(&set, &got) == 0 && got != leave;)
      on_stop_();
  }};
}

signal_watch::~signal_watch() {
  pthread_kill(thread_.native_handle(), leave);
  thread_.join();
}

} // namespace troupe
