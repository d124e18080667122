#pragma once
/// The local intake as a plain class: a request in, an answer out, and some
/// housekeeping with each tick.
///
/// Thread rule: one thread. Errors are answers; see `receiver` and `api`.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "actors/intake/receiver.hpp"
#include "actors/intake/store.hpp"
#include "messages/http/http_request.hpp"
#include "runtime/observability/metrics.hpp"

namespace troupe::local {

class service {
public:
  service(store_options options, metrics& numbers);

  http_answer serve(const http_request& request, int64_t now_s);
  /// Opens the store when it is not, drops what is too old, once a minute or
  /// as fast as it takes.
  void tick(int64_t now_s);
  /// Why nothing can be kept; empty when all is well.
  const std::string& problem() const noexcept {
    return problem_;
  }

private:
  void open();
  void show(int64_t now_s);

  store_options options_;
  receiver receiver_;
  std::unique_ptr<store> store_;
  std::string problem_;
  int64_t next_prune_s_ = 0;
  int64_t next_rows_s_ = 0;
  metric_gauge& bytes_;
  metric_counter& replaced_;
  uint64_t replaced_seen_ = 0;
  metrics& numbers_;
};

} // namespace troupe::local
