#pragma once
/// Time is injected: nothing outside this folder asks the system for it, so a
/// test runs the whole topology on virtual time.
///
/// Units: nanoseconds. Wall time is since the Unix epoch and may jump; steady
/// time has an arbitrary start and never goes back.

#include <cstdint>

namespace troupe {

class clock_source {
public:
  virtual ~clock_source() = default;
  virtual int64_t wall_ns() const = 0;
  virtual int64_t steady_ns() const = 0;

  int64_t wall_s() const {
    return wall_ns() / 1'000'000'000;
  }
};

/// The operating system's clocks; one instance for the process.
const clock_source& system_clock();

/// Moves only when told; safe to read from several threads.
class manual_clock final : public clock_source {
public:
  explicit manual_clock(int64_t wall_s) : wall_ns_(wall_s * 1'000'000'000) {
  }
  int64_t wall_ns() const override {
    return __atomic_load_n(&wall_ns_, __ATOMIC_RELAXED);
  }
  int64_t steady_ns() const override {
    return __atomic_load_n(&steady_ns_, __ATOMIC_RELAXED);
  }
  void advance_ns(int64_t ns) {
    __atomic_add_fetch(&wall_ns_, ns, __ATOMIC_RELAXED);
    __atomic_add_fetch(&steady_ns_, ns, __ATOMIC_RELAXED);
  }
  /// Moves wall time alone, as an operator or NTP would.
  void step_wall_ns(int64_t ns) {
    __atomic_add_fetch(&wall_ns_, ns, __ATOMIC_RELAXED);
  }

private:
  int64_t wall_ns_;
  int64_t steady_ns_ = 1'000'000'000;
};

} // namespace troupe
