#pragma once
/// What the local intake keeps, as the decoders hand it to the store: one item
/// at a time, so that a payload never stands decoded in memory as a whole.
///
/// Bounds: an item over `item_limits` is skipped and counted; the rest of its
/// payload is kept. Texts are valid UTF-8.
/// Thread rule: values of one call.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::local {

struct item_limits {
  static constexpr size_t name = 2048;
  static constexpr size_t tags = 1000;
  static constexpr size_t tag = 4096;
  static constexpr size_t points = 50'000;
  /// Bytes of an event's or a check's text, and of a metadata body.
  static constexpr size_t text = 256 * 1024;
  /// Items of one payload.
  static constexpr size_t items = 500'000;
  /// Encoded bytes of one serie or sketch.
  static constexpr size_t encoded = 1024 * 1024;
};

/// Stored and on the wire (but for `distribution`): do not change the values.
enum class serie_type : uint8_t {
  count = 1,
  rate = 2,
  gauge = 3,
  distribution = 4,
};

constexpr std::string_view to_string(serie_type x) {
  switch (x) {
  case serie_type::count:
    return "count";
  case serie_type::rate:
    return "rate";
  case serie_type::distribution:
    return "distribution";
  default:
    return "gauge";
  }
}

struct point {
  /// Unix seconds.
  int64_t ts = 0;
  double value = 0;
};

/// What is kept of a sketch: enough to plot it.
struct sketch_point {
  int64_t ts = 0;
  int64_t count = 0;
  double sum = 0;
  double min = 0;
  double max = 0;
  double avg = 0;
  double p50 = 0;
  double p75 = 0;
  double p90 = 0;
  double p95 = 0;
  double p99 = 0;
};

struct serie {
  std::string metric;
  std::string host;
  std::vector<std::string> tags;
  serie_type type = serie_type::gauge;
  /// Seconds; 0 when unknown.
  int64_t interval = 0;
  /// One of the two, by type.
  std::vector<point> points;
  std::vector<sketch_point> sketches;
};

struct event_item {
  int64_t ts = 0;
  std::string title;
  std::string text;
  std::string priority;
  std::string host;
  std::string alert_type;
  std::string aggregation_key;
  std::string source_type;
  std::string event_type;
  std::vector<std::string> tags;
};

struct check_item {
  int64_t ts = 0;
  std::string name;
  std::string host;
  std::string message;
  int status = 0;
  std::vector<std::string> tags;
};

struct metadata_item {
  /// "host" or "metadata".
  std::string kind;
  std::string host;
  /// The JSON text as it came.
  std::string_view body;
};

/// Why an item of a good payload is not kept.
enum class skip_reason : uint8_t {
  /// Longer than its limit, or without a name.
  limit = 0,
  nonfinite = 1,
  /// Before the epoch or more than a day ahead.
  time_range = 2,
};

constexpr size_t skip_reason_count = 3;

constexpr std::string_view to_string(skip_reason x) {
  constexpr std::string_view words[] = {"limit", "nonfinite", "time_range"};
  return words[static_cast<size_t>(x)];
}

/// Takes the items of one payload.
class sink {
public:
  virtual ~sink() = default;
  virtual void add(const serie& x) = 0;
  virtual void add(const event_item& x) = 0;
  virtual void add(const check_item& x) = 0;
  virtual void add(const metadata_item& x) = 0;
  virtual void skip(skip_reason why, uint64_t n) = 0;
};

/// Whether a name and tags keep within the limits.
inline bool acceptable(const std::string& name,
                       const std::vector<std::string>& tags) {
  if (name.empty() || name.size() > item_limits::name
      || tags.size() > item_limits::tags)
    return false;
  for (auto& x : tags)
    if (x.size() > item_limits::tag)
      return false;
  return true;
}

} // namespace troupe::local
