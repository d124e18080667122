#pragma once
/// Host metadata: at the start and every half hour, at high priority, never to
/// disk. It cannot be split: too large, it is dropped and counted.
///
/// Thread rule: one owner.

#include "actors/serializer/payload_row.hpp"
#include "actors/serializer/serializer_options.hpp"
#include "messages/control/control.hpp"

namespace troupe {

class host_report {
public:
  static constexpr int64_t period_ns = 1'800'000'000'000;

  host_report(const serializer_options& options, stream_compressor& compressor,
              outbox& out);

  /// Sends when it is due; when nobody takes it, it stays due.
  void on_tick(const tick& now);

private:
  bool send();

  bool enabled_;
  host_metadata facts_;
  machine_source machine_;
  payload_limits limits_;
  stream_compressor& compressor_;
  outbox& out_;
  /// Steady time; 0 means at once.
  int64_t due_ns_ = 0;
};

} // namespace troupe
