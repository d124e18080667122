/// troupe-load: sends seeded DogStatsD traffic and says in one line of JSON
/// what it sent. Everything is made before the clock runs, so that sending is
/// all it does.

#include <csignal>
#include <cstdio>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>

#include "tools/load/sender.hpp"
#include "tools/load/traffic.hpp"

namespace {

using namespace troupe::load;

volatile std::sig_atomic_t stopped = 0;

/// "5:10" or "5".
bool parse_range(const std::string& text, size_t& low, size_t& high) {
  auto colon = text.find(':');
  char* end = nullptr;
  low = std::strtoull(text.c_str(), &end, 10);
  high = colon == std::string::npos
             ? low
             : std::strtoull(text.c_str() + colon + 1, &end, 10);
  return *end == '\0' && low <= high;
}

void print(const target& to, const traffic& what, const traffic_options& made,
           const sent_totals& sent, size_t burst) {
  uint64_t samples = 0;
  std::string types;
  for (size_t i = 0; i < type_count; ++i) {
    samples += sent.samples[i];
    types += std::string{i == 0 ? "" : ","} + "\"" + type_words[i]
             + "\":" + std::to_string(sent.samples[i]);
  }
  std::printf("{\"transport\":\"%s\",\"packets\":%llu,\"samples\":%llu,"
              "\"bytes\":%llu,\"refused\":%llu,\"seconds\":%.3f,"
              "\"contexts\":%zu,\"seed\":%llu,\"gso_burst\":%zu,"
              "\"samples_per_packet\":%.2f,\"by_type\":{%s}}\n",
              to.kind == wire::udp             ? "udp"
              : to.kind == wire::unix_datagram ? "uds"
                                               : "uds_stream",
              static_cast<unsigned long long>(sent.packets),
              static_cast<unsigned long long>(samples),
              static_cast<unsigned long long>(sent.bytes),
              static_cast<unsigned long long>(sent.refused), sent.seconds,
              made.contexts, static_cast<unsigned long long>(made.seed),
              to.kind == wire::udp ? burst : 0,
              sent.packets == 0 ? 0.0
                                : static_cast<double>(samples)
                                      / static_cast<double>(sent.packets),
              types.c_str());
}

int run(int argc, char** argv) {
  CLI::App app{"Sends seeded DogStatsD traffic"};
  traffic_options made;
  pace how;
  std::string to = "udp:127.0.0.1:8125";
  std::string tags = "0";
  std::string keys = "0";
  std::string types = "c:208,g:66,d:72,s:9,h:1";
  double mib = 0;
  app.add_option("--to", to, "udp:HOST:PORT, unixgram:PATH or unix:PATH");
  app.add_option("--seed", made.seed, "same seed, same bytes");
  app.add_option("--contexts", made.contexts, "distinct contexts")
      ->check(CLI::Range(1, 20'000'000));
  app.add_option("--tags", tags, "tags of a context, N or MIN:MAX");
  app.add_option("--key-bytes", keys, "bytes of name and tags, N or MIN:MAX");
  app.add_option("--line-bytes", made.line_bytes, "bytes of each line");
  app.add_option("--types", types, "weights, as c:208,g:66,d:72,s:9,h:1,ms:0");
  app.add_option("--packet-bytes", made.packet_bytes, "bytes of a packet");
  app.add_option("--packing", made.lines_per_packet,
                 "metrics of a packet; 0: as many as fit");
  app.add_option("--rate", how.packets, "packets/s; 0: as fast as it goes");
  app.add_option("--mib", mib, "MiB/s instead of packets/s");
  app.add_option("--seconds", how.seconds, "how long");
  app.add_option("--packets", how.limit, "stop after so many packets");
  app.add_option("--burst", how.burst, "packets of a UDP_SEGMENT burst")
      ->check(CLI::Range(1, 32));
  app.add_flag("--nonblocking", how.nonblocking,
               "UNIX datagrams: drop instead of waiting");
  CLI11_PARSE(app, argc, argv);
  auto where = parse_target(to);
  if (!parse_range(tags, made.min_tags, made.max_tags)
      || !parse_range(keys, made.min_key_bytes, made.max_key_bytes)
      || !parse_weights(types, made.weights))
    throw std::runtime_error("--tags, --key-bytes or --types cannot be read");
  made.equal_packets = where.kind == wire::udp;
  made.frames = where.kind == wire::unix_stream;
  auto what = make_traffic(made);
  if (mib > 0)
    how.packets = mib * 1024 * 1024 * static_cast<double>(what.packets.size())
                  / static_cast<double>(what.bytes.size());
  std::signal(SIGTERM, [](int) { stopped = 1; });
  std::signal(SIGINT, [](int) { stopped = 1; });
  auto sent = send_all(where, what, how, stopped);
  print(where, what, made, sent, how.burst);
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "troupe-load: %s\n", e.what());
    return 1;
  }
}
