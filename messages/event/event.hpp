#pragma once
/// An event, as DogStatsD or a check sent it.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "messages/event/origin.hpp"
#include "runtime/base/ref_counted.hpp"
#include "runtime/base/ticket.hpp"

namespace troupe {

enum class event_priority : uint8_t { normal = 0, low = 1 };
enum class event_alert : uint8_t {
  info = 0,
  warning = 1,
  error = 2,
  success = 3
};

struct event {
  std::string title;
  std::string text;
  /// Unix seconds; 0 until the aggregator sets the time of receipt.
  int64_t timestamp = 0;
  event_priority priority = event_priority::normal;
  event_alert alert = event_alert::info;
  /// Empty with `host_set` false: the agent's host.
  std::string host;
  bool host_set = false;
  std::string aggregation_key;
  std::string source_type;
  std::string event_type;
  std::vector<std::string> tags;
  origin from;
};

/// Shard or check -> aggregator -> serializer.
class event_batch final : public ref_counted {
public:
  event_batch(std::vector<event> items, ticket ledger)
      : items_(std::move(items)), ledger_(std::move(ledger)) {
  }
  const std::vector<event>& items() const noexcept {
    return items_;
  }
  std::vector<event> take() const {
    return std::move(items_);
  }
  /// Events of the `events` stage.
  ticket& ledger() const noexcept {
    return ledger_;
  }

private:
  mutable std::vector<event> items_;
  mutable ticket ledger_;
};

} // namespace troupe
