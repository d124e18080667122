/// Encoding and compressing 1000 series of 8 tags each: what a flush costs
/// behind the aggregator. One iteration is one payload.

#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "actors/serializer/payload_builder.hpp"
#include "messages/metric/serie.hpp"
#include "proto/intake/json_encoders.hpp"
#include "proto/intake/series_encoder.hpp"
#include "proto/intake/sketch_encoder.hpp"

namespace troupe {

namespace {

constexpr size_t rows = 1000;
constexpr int64_t now = 1'700'000'000;

context_ptr context_of(size_t i) {
  std::vector<std::string> tags;
  for (size_t t = 0; t < 8; ++t)
    tags.push_back("tag_name_" + std::to_string(t) + ":value-"
                   + std::to_string((i * 7 + t * 13) % (50 * (t + 1))));
  std::vector<std::string_view> views(tags.begin(), tags.end());
  return metric_context::make(
      {i, 1}, "service.requests.name." + std::to_string(i % 200), "", views,
      {});
}

std::vector<serie> make_series() {
  std::vector<serie> result;
  for (size_t i = 0; i < rows; ++i) {
    serie x;
    x.context = context_of(i);
    x.interval = 10;
    x.points.push_back({now, static_cast<double>(i) * 1.37});
    result.push_back(std::move(x));
  }
  return result;
}

std::vector<sketch_serie> make_sketches() {
  std::vector<sketch_serie> result;
  for (size_t i = 0; i < rows; ++i) {
    sketch_serie x;
    x.context = context_of(i);
    sketch_point p;
    p.timestamp = now;
    for (size_t v = 0; v < 30; ++v)
      p.value.insert(static_cast<double>((v * 31 + i) % 97) + 0.5);
    x.points.push_back(std::move(p));
    result.push_back(std::move(x));
  }
  return result;
}

void encode_series(benchmark::State& state) {
  auto series = make_series();
  series_encoder encoder{"host-1"};
  byte_buffer out;
  for (auto _ : state) {
    out.clear();
    for (auto& x : series)
      encoder.append(x, out);
    benchmark::DoNotOptimize(out.view().data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(out.size())
                          * static_cast<int64_t>(state.iterations()));
}
BENCHMARK(encode_series)->Unit(benchmark::kMicrosecond);

void encode_series_json(benchmark::State& state) {
  auto series = make_series();
  byte_buffer out;
  for (auto _ : state) {
    out.clear();
    for (auto& x : series)
      json::append_serie(x, "host-1", out);
    benchmark::DoNotOptimize(out.view().data());
  }
}
BENCHMARK(encode_series_json)->Unit(benchmark::kMicrosecond);

void encode_sketches(benchmark::State& state) {
  auto sketches = make_sketches();
  sketch_encoder encoder{"host-1"};
  byte_buffer out;
  for (auto _ : state) {
    out.clear();
    for (auto& x : sketches)
      encoder.append(x, out);
    benchmark::DoNotOptimize(out.view().data());
  }
}
BENCHMARK(encode_sketches)->Unit(benchmark::kMicrosecond);

/// The whole way: item by item through the limits.
void encode_and_compress(benchmark::State& state) {
  auto series = make_series();
  auto stream =
      make_compressor(static_cast<compressor_kind>(state.range(0)), 1);
  payload_limits limits;
  limits.compressed = 512'000;
  limits.uncompressed = 5'242'880;
  limits.points = 10'000;
  payload_builder builder{*stream, limits, {}};
  series_encoder encoder{"host-1"};
  byte_buffer item;
  size_t packed = 0;
  for (auto _ : state) {
    for (auto& x : series) {
      item.clear();
      encoder.append(x, item);
      benchmark::DoNotOptimize(builder.add(item.view(), 1));
    }
    packed = builder.close()->size();
  }
  state.counters["bytes"] = static_cast<double>(packed);
}
BENCHMARK(encode_and_compress)
    ->Unit(benchmark::kMicrosecond)
    ->Arg(static_cast<int>(compressor_kind::none))
    ->Arg(static_cast<int>(compressor_kind::zstd))
    ->Arg(static_cast<int>(compressor_kind::zlib));

} // namespace

} // namespace troupe
