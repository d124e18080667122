#pragma once
/// Debian's CAF library is not built with ThreadSanitizer, so the sanitizer
/// does not see that CAF orders an enqueue before the handler it leads to.
/// Under -fsanitize=thread this mixin tells it; otherwise it is nothing.

#include <caf/execution_unit.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/resumable.hpp>

#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#endif

namespace troupe {

#if defined(__SANITIZE_THREAD__)

template <class Base>
class annotated : public Base {
public:
  using Base::Base;
  using Base::enqueue;

  void enqueue(caf::mailbox_element_ptr x, caf::execution_unit* eu) override {
    __tsan_release(this->ctrl());
    Base::enqueue(std::move(x), eu);
  }
  caf::invoke_message_result consume(caf::mailbox_element& x) override {
    __tsan_acquire(this->ctrl());
    return Base::consume(x);
  }
  void launch(caf::execution_unit* eu, bool lazy, bool hide) override {
    __tsan_release(this->ctrl());
    Base::launch(eu, lazy, hide);
  }
  caf::resumable::resume_result resume(caf::execution_unit* eu,
                                       size_t max) override {
    auto block = this->ctrl();
    __tsan_acquire(block);
    auto result = Base::resume(eu, max);
    __tsan_release(block);
    return result;
  }
  ~annotated() override {
    __tsan_acquire(this->ctrl());
  }
};

#else

template <class Base>
using annotated = Base;

#endif

} // namespace troupe
