#pragma once
/// How many chunks of a flush are on their way. Each chunk carries a token;
/// the token comes back when the receiver lets the chunk go, however it does
/// so: handled, refused, or lost with the actor that held it.
///
/// Thread rule: one owner; tokens may go on any thread, and `freed` is called
/// there.

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace troupe {

class chunk_credits {
public:
  using token = std::shared_ptr<const void>;

  /// `freed` is called once for each time that `notify` asked for it.
  explicit chunk_credits(std::function<void()> freed)
      : state_(std::make_shared<state>(std::move(freed))) {
  }

  token take() {
    state_->taken.fetch_add(1);
    // The deleter holds the state, so tokens may outlive their giver.
    return {static_cast<const void*>(state_.get()),
            [state = state_](const void*) {
              state->taken.fetch_sub(1);
              if (state->asked.exchange(false))
                state->freed();
            }};
  }

  size_t in_flight() const noexcept {
    return state_->taken.load();
  }

  /// Asks for a call when the next token comes back. False when none is out,
  /// so that nobody waits for what cannot come.
  bool notify() {
    state_->asked = true;
    return in_flight() > 0 || !state_->asked.exchange(false);
  }

private:
  struct state {
    explicit state(std::function<void()> f) : freed(std::move(f)) {
    }
    std::atomic<size_t> taken{0};
    std::atomic<bool> asked{false};
    std::function<void()> freed;
  };

  std::shared_ptr<state> state_;
};

} // namespace troupe
