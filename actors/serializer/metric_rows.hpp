#pragma once
/// Series and sketches of flushes as payloads. Bodies stay open from batch to
/// batch, so that a flush yields few of them; `close` ends them.
///
/// Bounds: one open body of each kind. Thread rule: one owner.
/// Failure: points in open bodies settle with the ticket that is kept here.

#include "actors/serializer/payload_row.hpp"
#include "actors/serializer/serializer_options.hpp"
#include "messages/metric/flush_batch.hpp"
#include "proto/intake/series_encoder.hpp"
#include "proto/intake/sketch_encoder.hpp"

namespace troupe {

class metric_rows {
public:
  metric_rows(const serializer_options& options,
              const compressor_factory& compressor, outbox& out);

  /// Takes over the batch's points.
  void add(const flush_batch& batch);

  void close();

  /// True when nothing came since the last call and something is open.
  bool idle() noexcept;

  /// Settles what is open as dropped.
  void lose(drop_reason why) noexcept {
    points_.drop(why);
  }

private:
  void add(const serie& x);
  void add(const sketch_serie& x);
  void log(const serie& x);
  void log(const sketch_serie& x);

  serializer_config config_;
  std::string hostname_;
  std::function<void(std::string_view)> log_;
  ticket points_;
  std::unique_ptr<stream_compressor> series_stream_;
  std::unique_ptr<stream_compressor> sketch_stream_;
  payload_row series_;
  payload_row sketches_;
  series_encoder series_encoder_;
  sketch_encoder sketch_encoder_;
  byte_buffer item_;
  bool touched_ = false;
};

} // namespace troupe
