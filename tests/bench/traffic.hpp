#pragma once
/// Seeded DogStatsD packets for the benchmarks: the same for the same numbers.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "messages/packet/packet_batch.hpp"

namespace troupe::bench {

struct shape {
  size_t contexts = 10'000;
  size_t tags = 7;
  /// Bytes of one packet; lines are added until the next would not fit.
  size_t packet_bytes = 1400;
  size_t packets = 2'000;
  /// Kinds by weight, as the throughput profile has them.
  unsigned counts = 208, gauges = 66, distributions = 72, sets = 9,
           histograms = 1;
};

inline std::string context_text(size_t i, size_t tags) {
  auto text = "|#env:prod,service:web-" + std::to_string(i % 97);
  for (size_t t = 2; t < tags; ++t)
    text +=
        ",k" + std::to_string(t) + ":v" + std::to_string((i * 31 + t) % 9973);
  return text;
}

inline std::string line_of(size_t i, const shape& x, std::mt19937_64& random) {
  auto total = x.counts + x.gauges + x.distributions + x.sets + x.histograms;
  auto kind = static_cast<unsigned>((i * 2654435761u) % total);
  const char* type = kind < x.counts                                ? "c"
                     : kind < x.counts + x.gauges                   ? "g"
                     : kind < x.counts + x.gauges + x.distributions ? "d"
                     : kind < total - x.histograms                  ? "s"
                                                                    : "h";
  return "bench.metric.name." + std::to_string(i) + ":"
         + std::to_string(random() % 1000) + "|" + type
         + context_text(i, x.tags);
}

/// One batch per 64 packets.
inline std::vector<ref_ptr<packet_batch>> make_batches(const shape& x) {
  std::mt19937_64 random{42};
  std::vector<ref_ptr<packet_batch>> result;
  std::string packet;
  for (size_t p = 0; p < x.packets; ++p) {
    packet.clear();
    while (true) {
      auto line = line_of(random() % x.contexts, x, random);
      if (!packet.empty() && packet.size() + line.size() + 1 > x.packet_bytes)
        break;
      packet += line;
      packet += '\n';
      if (x.packet_bytes < line.size())
        break;
    }
    if (p % 64 == 0) {
      auto batch =
          ref_ptr<packet_batch>{new packet_batch{64 * (packet.size() + 4096)}};
      batch->arrival_ns = 1'700'000'000'000'000'000;
      result.push_back(std::move(batch));
    }
    auto& batch = *result.back();
    uint32_t at = 0;
    if (!batch.packets.empty())
      at = batch.packets.back().offset + batch.packets.back().size;
    std::copy(packet.begin(), packet.end(), batch.storage.get() + at);
    batch.packets.push_back({at, static_cast<uint32_t>(packet.size())});
  }
  return result;
}

} // namespace troupe::bench
