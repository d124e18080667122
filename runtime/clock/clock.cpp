#include "runtime/clock/clock.hpp"

#include <ctime>

namespace troupe {

namespace {

int64_t read(clockid_t id) {
  timespec ts{};
  clock_gettime(id, &ts);
  return ts.tv_sec * 1'000'000'000LL + ts.tv_nsec;
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
