#include "actors/forwarder/transaction_metrics.hpp"

namespace troupe {

namespace {

/// Several endpoints share a gauge, so each adds its own difference.
void change(metric_gauge& gauge, size_t from, size_t to) {
  if (to > from)
    gauge.Increment(static_cast<double>(to - from));
  else if (from > to)
    gauge.Decrement(static_cast<double>(from - to));
}

} // namespace

transaction_metrics::transaction_metrics(metrics& registry, std::string domain)
    : registry_(registry),
      domain_(std::move(domain)),
      retry_queue_size_(registry.gauge("transactions__retry_queue_size",
                                       "Payloads that wait to be sent",
                                       {{"domain", domain_}})),
      mem_bytes_(registry.gauge(
          "transaction_container__current_mem_size_in_bytes",
          "Bytes of payloads that wait in memory", {{"domain", domain_}})),
      mem_count_(registry.gauge("transaction_container__transactions_count",
                                "Payloads that wait in memory",
                                {{"domain", domain_}})),
      evicted_(registry.counter(
          "transaction_container__transactions_dropped_count",
          "Payloads dropped since memory was full", {{"domain", domain_}})),
      evicted_points_(registry.counter(
          "transaction_container__points_dropped_count",
          "Points dropped since memory was full", {{"domain", domain_}})),
      in_doubt_(registry.counter(
          "troupe_forwarder_in_doubt_attempts_total",
          "Attempts that may have arrived although no answer said so",
          {{"domain", domain_}})) {
}

metric_labels transaction_metrics::labels(payload_kind kind) const {
  return {{"domain", domain_}, {"endpoint", std::string{to_string(kind)}}};
}

kind_counters& transaction_metrics::of(payload_kind kind) {
  auto& place = kinds_[static_cast<size_t>(kind)];
  if (place)
    return *place;
  auto counter = [&](const char* name, const char* help) -> metric_counter& {
    return registry_.counter(std::string{"transactions__"} + name, help,
                             labels(kind));
  };
  place = std::unique_ptr<kind_counters>(new kind_counters{
      counter("input_count", "Payloads taken"),
      counter("input_bytes", "Bytes of payloads taken"),
      counter("success", "Payloads delivered"),
      counter("success_bytes", "Bytes of payloads delivered"),
      counter("dropped", "Payloads dropped"),
      counter("requeued", "Payloads put back after a failed attempt"),
      counter("retries", "Attempts after the first"),
      counter("high_priority_queue_full",
              "Payloads that found the high priority queue full")});
  return *place;
}

void transaction_metrics::error(payload_kind kind, std::string_view error_class,
                                int status) {
  auto by_type = labels(kind);
  by_type["error_type"] = error_class;
  registry_
      .counter("transactions__errors", "Attempts that failed, by type", by_type)
      .Increment();
  if (status < 300 || status > 999)
    return;
  auto by_code = labels(kind);
  by_code["code"] = std::to_string(status);
  registry_
      .counter("transactions__http_errors", "Attempts refused, by status",
               by_code)
      .Increment();
}

void transaction_metrics::queue(size_t count, size_t bytes) {
  change(retry_queue_size_, shown_count_, count);
  change(mem_count_, shown_count_, count);
  change(mem_bytes_, shown_bytes_, bytes);
  shown_count_ = count;
  shown_bytes_ = bytes;
}

void transaction_metrics::evicted(uint64_t points) {
  evicted_.Increment();
  evicted_points_.Increment(static_cast<double>(points));
}

void transaction_metrics::in_doubt() {
  in_doubt_.Increment();
}

} // namespace troupe
