#pragma once
/// How values become payloads: kinds that are sent, size limits (bytes before
/// and after compression) and the compressor.
///
/// Thread rule: a value; filled once by the loader, then only read.

#include <cstdint>

namespace troupe {

enum class compressor_kind : uint8_t {
  none = 0,
  zstd = 1,
  /// `Content-Encoding: deflate`, a zlib stream.
  zlib = 2,
  gzip = 3,
};

struct serializer_config {
  /// Sends events. False drops them, counted; for setups where another agent
  /// sends them. The same holds for the four keys below.
  /// Key: enable_payloads.events
  /// Default: true
  bool enable_payloads_events = true;

  /// Sends series.
  /// Key: enable_payloads.series
  /// Default: true
  bool enable_payloads_series = true;

  /// Sends service checks.
  /// Key: enable_payloads.service_checks
  /// Default: true
  bool enable_payloads_service_checks = true;

  /// Sends sketches (distributions).
  /// Key: enable_payloads.sketches
  /// Default: true
  bool enable_payloads_sketches = true;

  /// Sends other JSON to `/intake/`: host metadata.
  /// Key: enable_payloads.json_to_v1_intake
  /// Default: true
  bool enable_payloads_json_to_v1_intake = true;

  /// Collects and sends host metadata (host name, tags, system).
  /// Default: true
  bool enable_metadata_collection = true;

  /// Sends series as protobuf to `/api/v2/series`. False: JSON to
  /// `/api/v1/series`, for intakes that are old.
  /// Key: use_v2_api.series
  /// Default: true
  bool use_v2_api_series = true;

  /// Logs each payload's items at debug. Expensive; for finding out what is
  /// sent.
  /// Default: false
  bool log_payloads = false;

  /// `zstd`, `zlib`, `gzip` or `none`. Change it for an intake or proxy that
  /// cannot read zstd.
  /// Default: zstd
  compressor_kind serializer_compressor_kind = compressor_kind::zstd;

  /// 1 (fast) to 22 (small). Only read for zstd.
  /// Default: 1
  int32_t serializer_zstd_compressor_level = 1;

  /// Largest compressed payload, except series. Accepted: 1024 to 10485760.
  /// The intake refuses more than the default.
  /// Default: 2621440
  int64_t serializer_max_payload_size = 2'621'440;

  /// Largest payload before compression, except series. Accepted: 1024 to
  /// 67108864.
  /// Default: 4194304
  int64_t serializer_max_uncompressed_payload_size = 4'194'304;

  /// Largest compressed series payload. Accepted: 1024 to 10485760.
  /// Default: 512000
  int64_t serializer_max_series_payload_size = 512'000;

  /// Largest series payload before compression. Accepted: 1024 to 67108864.
  /// Default: 5242880
  int64_t serializer_max_series_uncompressed_payload_size = 5'242'880;

  /// Points in one series payload. Accepted: 1 to 1000000.
  /// Default: 10000
  int64_t serializer_max_series_points_per_payload = 10'000;
};

} // namespace troupe
