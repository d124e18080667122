#pragma once
/// Intrusive reference count for values that travel between actors without
/// being copied: packet batches, windows, payloads, contexts.
///
/// Thread rule: the count is atomic, so pointers may be copied and dropped on
/// any thread; the pointee is immutable once shared, except for its ticket.

#include <atomic>
#include <cstdint>
#include <utility>

#include <boost/smart_ptr/intrusive_ptr.hpp>

namespace troupe {

class ref_counted {
public:
  ref_counted() = default;
  ref_counted(const ref_counted&) noexcept {
  }
  ref_counted& operator=(const ref_counted&) noexcept {
    return *this;
  }
  virtual ~ref_counted() = default;

  void ref() const noexcept {
    refs_.fetch_add(1, std::memory_order_relaxed);
  }

  void deref() const noexcept {
    if (refs_.fetch_sub(1, std::memory_order_acq_rel) == 1)
      destroy();
  }

  bool unique() const noexcept {
    return refs_.load(std::memory_order_acquire) == 1;
  }

protected:
  /// Runs when the last pointer goes; types with their own storage override.
  virtual void destroy() const noexcept {
    delete this;
  }

private:
  mutable std::atomic<uint32_t> refs_{0};
};

inline void intrusive_ptr_add_ref(const ref_counted* x) noexcept {
  x->ref();
}

inline void intrusive_ptr_release(const ref_counted* x) noexcept {
  x->deref();
}

template <class T>
using ref_ptr = boost::intrusive_ptr<T>;

template <class T, class... Ts>
ref_ptr<T> make_ref(Ts&&... xs) {
  return ref_ptr<T>{new T(std::forward<Ts>(xs)...)};
}

} // namespace troupe
