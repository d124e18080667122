#pragma once
/// A service check: the state of something by name.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "messages/event/origin.hpp"
#include "runtime/base/ref_counted.hpp"
#include "runtime/base/ticket.hpp"

namespace troupe {

enum class check_status : uint8_t {
  ok = 0,
  warning = 1,
  critical = 2,
  unknown = 3
};

struct service_check {
  std::string name;
  check_status status = check_status::ok;
  /// Unix seconds; 0 until the aggregator sets the time of receipt.
  int64_t timestamp = 0;
  /// Empty with `host_set` false: the agent's host.
  std::string host;
  bool host_set = false;
  std::string message;
  std::vector<std::string> tags;
  origin from;
};

/// Shard or check -> aggregator -> serializer.
class service_check_batch final : public ref_counted {
public:
  service_check_batch(std::vector<service_check> items, ticket ledger)
      : items_(std::move(items)), ledger_(std::move(ledger)) {
  }
  const std::vector<service_check>& items() const noexcept {
    return items_;
  }
  std::vector<service_check> take() const {
    return std::move(items_);
  }
  /// Checks of the `service_checks` stage.
  ticket& ledger() const noexcept {
    return ledger_;
  }

private:
  mutable std::vector<service_check> items_;
  mutable ticket ledger_;
};

} // namespace troupe
