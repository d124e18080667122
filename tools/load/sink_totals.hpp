#pragma once
/// What came to the sink, decoded by code that protoc made, not by ours.
/// Thread rule: one thread.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::load {

struct request {
  std::string path;
  std::string encoding;
  std::string body;
};

struct sink_totals {
  uint64_t requests = 0;
  uint64_t bytes = 0;
  uint64_t undecodable = 0;
  std::map<std::string, uint64_t> by_path;
  uint64_t series = 0;
  uint64_t points = 0;
  /// Sum of counts: rates times their interval, and plain counts.
  double count_sum = 0;
  /// Of metrics that end in ".count": how many samples histograms had.
  double histogram_count_sum = 0;
  uint64_t gauge_points = 0;
  uint64_t sketches = 0;
  uint64_t sketch_samples = 0;
  /// Count sum by metric, when asked for.
  std::map<std::string, double> by_metric;

  /// Only metrics whose name starts with `prefix` are summed.
  void add(const request& x, const std::string& prefix, bool by_name);
  std::string json() const;
};

/// By Content-Encoding; false when it cannot be read or would be too large.
bool unpack(std::string_view encoding, std::string_view packed,
            std::string& plain);

} // namespace troupe::load
