#pragma once
/// Ends a wait in poll(2) from another thread: an eventfd that is written only
/// while somebody waits, so that a busy receiver costs its senders nothing.
///
/// Usage of the waiting thread: `if (begin_wait()) poll(...); end_wait();`
/// Thread rule: `notify` on any thread, the rest on the waiting one.
/// Failure: the constructor throws when no descriptor is left.

#include <atomic>

#include "runtime/io/socket/file_descriptor.hpp"

namespace troupe {

class wakeup {
public:
  wakeup();

  /// What was done before this call is seen by the waiting thread afterwards.
  void notify() noexcept;

  /// False when a notification came since the last wait: do not wait then.
  bool begin_wait() noexcept;
  void end_wait() noexcept;

  /// Readable when a notification ends the wait.
  int fd() const noexcept {
    return event_.get();
  }

private:
  file_descriptor event_;
  std::atomic<bool> waiting_{false};
  std::atomic<bool> notified_{false};
};

} // namespace troupe
