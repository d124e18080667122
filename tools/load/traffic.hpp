#pragma once
/// What the generator sends, made once from a seed before the clock runs:
/// packets that lie one after the other in memory, and what is in them.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace troupe::load {

/// Metric types in the order of `type_words`.
constexpr size_t type_count = 6;
constexpr std::array<const char*, type_count> type_words{"c", "g", "d",
                                                         "s", "h", "ms"};
using type_counts = std::array<uint64_t, type_count>;

struct traffic_options {
  uint64_t seed = 1;
  size_t contexts = 1000;
  size_t min_tags = 0;
  size_t max_tags = 0;
  /// Bytes of name and tags together; 0: as they come.
  size_t min_key_bytes = 0;
  size_t max_key_bytes = 0;
  /// Bytes of each line exactly; 0: as they come.
  size_t line_bytes = 0;
  /// Bytes that a packet may have.
  size_t packet_bytes = 1400;
  /// Metrics of a packet; 0: as many as fit.
  size_t lines_per_packet = 0;
  /// Packets are filled up with newlines to one size (UDP_SEGMENT needs it).
  bool equal_packets = false;
  /// Each packet begins with its length (UNIX stream).
  bool frames = false;
  std::array<uint64_t, type_count> weights{208, 66, 72, 9, 1, 0};
};

struct packet_span {
  size_t offset = 0;
  size_t size = 0;
  /// Samples in all packets before this one.
  type_counts before{};
};

struct traffic {
  std::string bytes;
  std::vector<packet_span> packets;
  type_counts total{};
};

/// Every context occurs at least once.
traffic make_traffic(const traffic_options& options);

/// "c:208,g:66" -> weights; false when it cannot be read.
bool parse_weights(const std::string& text, type_counts& weights);

} // namespace troupe::load
