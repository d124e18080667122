#pragma once
/// A stable front for an actor that may be restarted: peers keep the slot,
/// the supervisor puts each new handle in and takes it out when the actor
/// ends. There is no stash: what is sent to an empty slot is refused.
///
/// Thread rule: safe on any thread.

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include <caf/send.hpp>

#include "runtime/base/drop_reason.hpp"

namespace troupe {

template <class Handle>
class slot {
public:
  Handle get() const {
    std::lock_guard guard{mutex_};
    return handle_;
  }
  void set(Handle x) {
    std::lock_guard guard{mutex_};
    handle_.swap(x);
  }
  void clear() {
    set(Handle{});
  }
  /// Clears the slot unless a successor took the place of `x` already.
  template <class Any>
  void clear_if(const Any& x) {
    Handle gone; // released outside the lock
    std::lock_guard guard{mutex_};
    if (handle_ && handle_ == x)
      std::swap(gone, handle_);
  }

private:
  mutable std::mutex mutex_;
  Handle handle_;
};

template <class Handle>
using slot_ptr = std::shared_ptr<slot<Handle>>;

template <class Handle>
slot_ptr<Handle> make_slot() {
  return std::make_shared<slot<Handle>>();
}

/// Sends without a sender; false when nobody is there. The caller then settles
/// what the message carried as `actor_down`.
template <class Handle, class... Ts>
bool tell(const slot_ptr<Handle>& to, Ts&&... xs) {
  auto handle = to->get();
  if (!handle)
    return false;
  caf::anon_send(handle, std::forward<Ts>(xs)...);
  return true;
}

/// As `tell`, ahead of everything that waits.
template <class Handle, class... Ts>
bool tell_urgent(const slot_ptr<Handle>& to, Ts&&... xs) {
  auto handle = to->get();
  if (!handle)
    return false;
  caf::anon_send<caf::message_priority::high>(handle, std::forward<Ts>(xs)...);
  return true;
}

} // namespace troupe
