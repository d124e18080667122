#include "actors/serializer/serializer_counters.hpp"

#include <string>

namespace troupe {

namespace {

metric_counter& agent_counter(metrics& registry, const char* name,
                              const char* help) {
  return registry.counter(name, help);
}

row_counters json_counters(metrics& registry) {
  row_counters x;
  x.calls = &registry.counter("jsonstream__total_calls",
                              "Times that JSON payloads were built");
  x.items = &registry.counter("jsonstream__total_items",
                              "Items written to JSON payloads");
  x.too_large = &registry.counter("jsonstream__item_drops",
                                  "Items too large for a JSON payload");
  x.full = &registry.counter("jsonstream__payload_full",
                             "JSON payloads closed because they were full");
  x.failed = &registry.counter("jsonstream__write_item_errors",
                               "Items that could not be written");
  return x;
}

row_counters sketch_counters(metrics& registry) {
  row_counters x;
  x.too_large = &registry.counter("sketch_series__sketch_too_big",
                                  "Sketches too large for a payload");
  x.full = &registry.counter("sketch_series__payload_full",
                             "Sketch payloads closed because they were full");
  x.failed = &registry.counter("sketch_series__unexpected_item_drops",
                               "Sketches that could not be written");
  return x;
}

row_counters series_counters(metrics& registry) {
  row_counters x;
  x.full = &registry.counter("troupe_serializer_series_payload_full_total",
                             "Series payloads closed because they were full");
  x.failed = &registry.counter("troupe_serializer_series_failed_total",
                               "Series that could not be written");
  return x;
}

} // namespace

serializer_counters::serializer_counters(metrics& registry)
    : compressor_payloads(agent_counter(registry, "compressor__total_payloads",
                                        "Payloads compressed")),
      compressor_cycles(
          agent_counter(registry, "compressor__total_cycles",
                        "Times that a stream was flushed to learn its size")),
      compressor_bytes_in(agent_counter(registry, "compressor__bytes_in",
                                        "Bytes before compression")),
      compressor_bytes_out(agent_counter(registry, "compressor__bytes_out",
                                         "Bytes after compression")),
      events_sent(agent_counter(registry, "metrics__events_sent",
                                "Events that are part of a payload")),
      events_dropped(agent_counter(registry, "metrics__events_dropped",
                                   "Events that are part of no payload")),
      events_payloads(agent_counter(registry, "metrics__events_payloads",
                                    "Payloads of events")),
      events_too_big(agent_counter(
          registry, "serializer__send_events_err_item_too_bigs",
          "Times that all events of a source type were too large for a "
          "payload")),
      events_fallback(agent_counter(
          registry, "serializer__send_events_err_item_too_bigs_fallback",
          "Times that events were halved until they fitted")),
      json(json_counters(registry)),
      sketches(sketch_counters(registry)),
      series(series_counters(registry)),
      too_large(registry.counter("troupe_serializer_items_too_large_total",
                                 "Items that fit into no payload")),
      compressor_errors(
          registry.counter("troupe_serializer_compressor_errors_total",
                           "Payloads lost because the compressor failed")) {
  for (size_t i = 0; i < payload_kind_count; ++i) {
    auto kind = std::string{to_string(static_cast<payload_kind>(i))};
    payloads[i] =
        &registry.counter("troupe_serializer_payloads_total",
                          "Payloads handed to the forwarder", {{"kind", kind}});
    payload_bytes[i] =
        &registry.counter("troupe_serializer_payload_bytes",
                          "Bytes handed to the forwarder", {{"kind", kind}});
  }
}

} // namespace troupe
