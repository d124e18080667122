#pragma once
/// What is logged and where to.
///
/// Thread rule: a value; filled once by the loader, then only read.

#include <cstdint>
#include <string>

namespace troupe {

enum class log_level : uint8_t {
  trace = 0,
  debug = 1,
  info = 2,
  warn = 3,
  error = 4,
  critical = 5,
  off = 6,
};

struct log_config {
  /// Lowest level that is written: trace, debug, info, warn, error, critical
  /// or off.
  /// Key: log_level
  /// Default: info
  log_level level = log_level::info;

  /// File that gets the lines too. Empty: `<run_path>/troupe.log`. Where it
  /// cannot be opened, stderr says so once.
  /// Default: ""
  std::string log_file;

  /// Size at which the file is rotated, as `10Mb` or bytes. Accepted: 4Kb to
  /// 1Tb.
  /// Default: 10Mb
  int64_t log_file_max_size = 10 << 20;

  /// Old files that are kept. 0 keeps none.
  /// Default: 1
  int32_t log_file_max_rolls = 1;

  /// Writes no file at all. For containers.
  /// Default: false
  bool disable_file_logging = false;

  /// Writes to stderr. False is for service managers that keep the file only.
  /// Default: true
  bool log_to_console = true;

  /// One JSON object per line instead of text.
  /// Default: false
  bool log_format_json = false;

  /// Times as RFC 3339 instead of `2006-01-02 15:04:05 UTC`.
  /// Default: false
  bool log_format_rfc3339 = false;
};

} // namespace troupe
