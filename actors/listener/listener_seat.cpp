#include "actors/listener/listener_seat.hpp"

#include <utility>

namespace troupe {

listener_seat::listener_seat(std::unique_ptr<packet_source> source,
                             packet_pool_options pool, metrics& registry)
    : source_(std::move(source)),
      wake_(std::make_shared<wakeup>()),
      pool_(std::make_shared<packet_pool>(pool,
                                          [wake = wake_] { wake->notify(); })),
      numbers_(registry, source_->kind()),
      address_(source_->address()) {
}

std::string listener_seat::address() const {
  std::lock_guard guard{mutex_};
  return address_;
}

void listener_seat::set_address(std::string x) {
  std::lock_guard guard{mutex_};
  address_ = std::move(x);
}

uint64_t listener_seat::kernel_dropped() const {
  return static_cast<uint64_t>(numbers_.kernel_dropped.Value());
}

void listener_seat::publish_pool() {
  auto now = pool_->counts();
  auto delta = [](uint64_t after, uint64_t before) {
    return static_cast<double>(after - before);
  };
  numbers_.pool_get.Increment(delta(now.taken, published_.taken));
  numbers_.pool_put.Increment(delta(now.returned, published_.returned));
  numbers_.pool_dry.Increment(delta(now.dry, published_.dry));
  numbers_.pool.Set(delta(now.taken, now.returned));
  published_ = now;
}

} // namespace troupe
