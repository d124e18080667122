#include <benchmark/benchmark.h>

#include "proto/dogstatsd/lines.hpp"
#include "proto/dogstatsd/metric.hpp"
#include "proto/dogstatsd/number.hpp"
#include "proto/dogstatsd/plain_metric.hpp"
#include "tests/bench/traffic.hpp"

namespace troupe {
namespace {

/// Split and parse alone, per sample.
void parse_lines(benchmark::State& state) {
  bench::shape shape;
  shape.contexts = static_cast<size_t>(state.range(0));
  auto batches = bench::make_batches(shape);
  dsd::parse_options options;
  std::vector<double> packed;
  int64_t samples = 0;
  int64_t bytes = 0;
  for (auto _ : state) {
    for (auto& batch : batches) {
      for (auto& packet : batch->packets) {
        dsd::line_reader lines{batch->bytes(packet), false};
        std::string_view line;
        dsd::metric_line metric;
        while (lines.next(line)) {
          benchmark::DoNotOptimize(parse_metric(line, options, metric, packed));
          ++samples;
        }
        bytes += packet.size;
      }
    }
  }
  state.SetItemsProcessed(samples);
  state.SetBytesProcessed(bytes);
}
BENCHMARK(parse_lines)->Arg(1000)->Arg(10'000);

/// The short way, which most lines take.
void parse_plain_lines(benchmark::State& state) {
  auto batches = bench::make_batches({});
  int64_t samples = 0;
  for (auto _ : state) {
    for (auto& batch : batches) {
      for (auto& packet : batch->packets) {
        auto rest = batch->bytes(packet);
        dsd::metric_line metric;
        while (auto next = parse_plain_metric(rest, true, metric)) {
          rest.remove_prefix(static_cast<size_t>(next - rest.data()));
          ++samples;
        }
      }
    }
  }
  state.SetItemsProcessed(samples);
}
BENCHMARK(parse_plain_lines);

void parse_number(benchmark::State& state) {
  constexpr std::string_view texts[] = {"1",      "42",  "3.1415",
                                        "-17.25", "1e6", "0.12345678901234567"};
  auto text = texts[state.range(0)];
  double value = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(text);
    benchmark::DoNotOptimize(dsd::parse_float(text, value));
  }
  state.SetLabel(std::string{text});
}
BENCHMARK(parse_number)->DenseRange(0, 5);

} // namespace
} // namespace troupe
