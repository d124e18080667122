#pragma once
/// All of the serializer but the actor: takes what a flush yields, sends
/// payloads into a sink, settles every unit it was given.
///
/// Bounds: one open body of series and one of sketches, within their limits;
/// three compressors, about one MiB each when used.
/// Thread rule: one owner.

#include "actors/serializer/event_chain.hpp"
#include "actors/serializer/host_report.hpp"
#include "actors/serializer/metric_rows.hpp"
#include "actors/serializer/orchestrator_writer.hpp"
#include "messages/event/service_check.hpp"

namespace troupe {

class serializer_core {
public:
  serializer_core(const serializer_options& options, metrics& registry,
                  const clock_source& clock, payload_sink sink);

  /// The bodies stay open for the next batch.
  void add(const flush_batch& batch) {
    metrics_.add(batch);
  }
  void send(const service_check_batch& batch);
  void send(const event_batch& batch);
  void send_metadata(const orchestrator_batch& batch) {
    orchestrator_.send_metadata(batch);
  }
  void send_manifests(const orchestrator_batch& batch) {
    orchestrator_.send_manifests(batch);
  }

  /// The flush is complete: open bodies go.
  void close() {
    metrics_.close();
  }

  /// Sends host metadata when due, and open bodies that a whole tick brought
  /// nothing for: points that come outside of a flush do not wait for one.
  void on_tick(const tick& now);

  /// Settles what is open as dropped.
  void lose(drop_reason why) noexcept;

private:
  compressor_factory factory_;
  serializer_config config_;
  std::string hostname_;
  std::function<void(std::string_view)> log_;
  serializer_counters counters_;
  /// For bodies that are closed in the call that opened them.
  std::unique_ptr<stream_compressor> stream_;
  outbox out_;
  metric_rows metrics_;
  ticket checks_;
  payload_row check_row_;
  event_chain events_;
  orchestrator_writer orchestrator_;
  host_report host_;
  byte_buffer item_;
};

} // namespace troupe
