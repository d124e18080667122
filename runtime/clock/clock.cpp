#include "runtime/clock/clock.hpp"

#include <algorithm>
#include <ctime>

namespace troupe {

namespace {

/// A wall clock may be set to any year; nanoseconds end in 2262, and sums of
/// times have to fit too.
constexpr int64_t last_second = 9'000'000'000;

int64_t read(clockid_t id) {
  timespec ts{};
  clock_gettime(id, &ts);
  return std::clamp<int64_t>(ts.tv_sec, -last_second, last_second)
             * 1'000'000'000
         + ts.tv_nsec;
}

class os_clock final : public clock_source {
public:
  int64_t wall_ns() const override {
    return read(CLOCK_REALTIME);
  }
  int64_t steady_ns() const override {
    return read(CLOCK_MONOTONIC);
  }
};

} // namespace

const clock_source& system_clock() {
  static const os_clock instance;
  return instance;
}

} // namespace troupe
