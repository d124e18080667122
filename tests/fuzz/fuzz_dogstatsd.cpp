/// A packet of any bytes: no line stops its neighbours, no view leaves the
/// packet, everything that came in is counted, and what a metric line means
/// survives being written again.

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "actors/dogstatsd/shard.hpp"
#include "proto/dogstatsd/lines.hpp"
#include "proto/dogstatsd/plain_metric.hpp"

namespace {

using namespace troupe;

class discard final : public shard_sink {
public:
  void send(ref_ptr<const window_closed>) override {
  }
  void send(ref_ptr<const timed_sample_batch>) override {
  }
  void send(ref_ptr<const event_batch>) override {
  }
  void send(ref_ptr<const service_check_batch>) override {
  }
};

void require(bool truth) {
  if (!truth)
    std::abort();
}

void inside(std::string_view part, std::string_view whole) {
  if (!part.empty())
    require(part.data() >= whole.data()
            && part.data() + part.size() <= whole.data() + whole.size());
}

std::string render(const dsd::metric_line& x) {
  constexpr const char* words[] = {"g", "c", "h", "ms", "d", "s"};
  std::string text{x.name};
  text += ':';
  text += x.raw_value;
  text += '|';
  text += words[static_cast<size_t>(x.type)];
  char rate[64];
  std::snprintf(rate, sizeof(rate), "|@%.17g", x.sample_rate);
  text += std::isfinite(x.sample_rate) ? rate : "";
  if (x.timestamp != 0)
    text += "|T" + std::to_string(x.timestamp);
  text += "|#";
  text += x.tags;
  return text;
}

void check_metric(std::string_view line) {
  dsd::parse_options options;
  options.client_origin = true;
  dsd::metric_line x, again;
  std::vector<double> values, values_again;
  if (!parse_metric(line, options, x, values)) {
    require(values.empty());
    return;
  }
  for (auto part : {x.name, x.raw_value, x.tags, x.origin.local_data,
                    x.origin.external_data, x.origin.cardinality})
    inside(part, line);
  require(!x.name.empty() && x.value_count > 0);
  require(x.value_count == 1 || values.size() == x.value_count);
  auto text = render(x);
  require(bool(parse_metric(text, options, again, values_again)));
  require(again.name == x.name && again.tags == x.tags && again.type == x.type
          && again.timestamp == x.timestamp
          && again.value_count == x.value_count);
  if (std::isfinite(x.sample_rate))
    require(again.sample_rate == x.sample_rate);
}

/// The short parser may pass, but never say another thing than the long one.
void check_plain(std::string_view packet, bool newline) {
  dsd::metric_line fast, slow;
  auto next = parse_plain_metric(packet, newline, fast);
  if (next == nullptr)
    return;
  dsd::line_reader lines{packet, newline};
  std::string_view line;
  std::vector<double> values;
  require(lines.next(line) && lines.rest().data() == next);
  require(bool(parse_metric(line, {}, slow, values)) && values.empty());
  require(fast.name == slow.name && fast.raw_value == slow.raw_value
          && fast.tags == slow.tags && fast.type == slow.type);
  require(fast.type == dsd::metric_type::set || fast.value == slow.value);
}

void check_event(std::string_view line) {
  dsd::event_line x;
  if (!parse_event(line, {}, x))
    return;
  require(!x.title.empty());
  for (auto part :
       {x.title, x.text, x.host, x.aggregation_key, x.source_type, x.tags})
    inside(part, line);
}

void check_service_check(std::string_view line) {
  dsd::service_check_line x;
  if (!parse_service_check(line, {}, x))
    return;
  require(!x.name.empty());
  for (auto part : {x.name, x.host, x.message, x.tags})
    inside(part, line);
}

void check_shard(std::string_view bytes) {
  ledger books;
  discard out;
  dogstatsd_config config;
  config.histogram_copy_to_distribution = true;
  shard_options options;
  options.contexts.max_contexts = 64;
  shard core{config, options, books, out};
  packet_batch batch{bytes.size() + 1};
  std::copy(bytes.begin(), bytes.end(), batch.storage.get());
  batch.arrival_ns = 1'700'000'000'000'000'000;
  batch.packets.push_back({0, static_cast<uint32_t>(bytes.size())});
  batch.ledger = ticket{books.packets, 1};
  core.take(batch, 1);
  core.on_time(batch.arrival_ns + 20'000'000'000, 20'000'000'000);
  while (core.has_work())
    core.work();
  for (auto row : books.rows())
    require(row->snapshot().balance() == 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view bytes{reinterpret_cast<const char*>(data), size};
  dsd::line_reader lines{bytes, false};
  for (std::string_view line; lines.next(line);) {
    auto offset = static_cast<size_t>(line.data() - bytes.data());
    check_plain(bytes.substr(offset), true);
    check_plain(bytes.substr(offset), false);
    // A copy of its own, so that a read beyond the line is seen.
    std::unique_ptr<char[]> copy{new char[line.size()]};
    std::copy(line.begin(), line.end(), copy.get());
    std::string_view own{copy.get(), line.size()};
    check_metric(own);
    check_event(own);
    check_service_check(own);
  }
  check_shard(bytes);
  return 0;
}
