#pragma once
/// SIGTERM, SIGINT and SIGHUP (a terminal that closes), read by a thread of
/// their own instead of a handler.
///
/// Thread rule: construct before any other thread exists, so that all of them
/// inherit the mask. The callback runs on the signal thread.

#include <functional>
#include <thread>

namespace troupe {

class signal_watch {
public:
  explicit signal_watch(std::function<void()> on_stop);
  ~signal_watch();
  signal_watch(const signal_watch&) = delete;
  signal_watch& operator=(const signal_watch&) = delete;

private:
  std::function<void()> on_stop_;
  std::thread thread_;
};

} // namespace troupe
