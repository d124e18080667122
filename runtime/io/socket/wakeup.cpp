#include "runtime/io/socket/wakeup.hpp"

#include <cerrno>
#include <cstdint>
#include <system_error>

#include <sys/eventfd.h>

namespace troupe {

wakeup::wakeup() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!event_)
    throw std::system_error(errno, std::generic_category(), "eventfd");
}

void wakeup::notify() noexcept {
  // Both sides write their own flag before they read the other's, in one total
  // order: at least one of them sees the other.
  notified_.store(true);
  if (!waiting_.load())
    return;
  uint64_t one = 1;
  // Only a full counter fails, and then the wait ends anyway.
  [[maybe_unused]] auto ignored = ::write(event_.get(), &one, sizeof one);
}

bool wakeup::begin_wait() noexcept {
  waiting_.store(true);
  return !notified_.load();
}

void wakeup::end_wait() noexcept {
  waiting_.store(false);
  if (!notified_.exchange(false))
    return;
  uint64_t count = 0;
  [[maybe_unused]] auto ignored = ::read(event_.get(), &count, sizeof count);
}

} // namespace troupe
