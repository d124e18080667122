#include <benchmark/benchmark.h>

#include <random>

#include "messages/metric/sketch.hpp"

namespace troupe {
namespace {

std::vector<double> values() {
  std::mt19937_64 random{3};
  std::lognormal_distribution<double> shape{3, 1};
  std::vector<double> result(4096);
  for (auto& x : result)
    x = shape(random);
  return result;
}

void sketch_insert(benchmark::State& state) {
  auto input = values();
  sketch x;
  size_t i = 0;
  for (auto _ : state)
    x.insert(input[i++ % input.size()]);
  benchmark::DoNotOptimize(x.count());
}
BENCHMARK(sketch_insert);

/// What one context of one window costs: some values, then its bins.
void sketch_window(benchmark::State& state) {
  auto input = values();
  auto n = static_cast<size_t>(state.range(0));
  std::vector<sketch_bin> bins;
  for (auto _ : state) {
    sketch x;
    for (size_t i = 0; i < n; ++i)
      x.insert(input[i]);
    x.bins(bins);
    benchmark::DoNotOptimize(bins.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(sketch_window)->Arg(8)->Arg(26)->Arg(1000);

void sketch_merge(benchmark::State& state) {
  auto input = values();
  sketch a, b;
  for (size_t i = 0; i < input.size(); ++i)
    (i % 2 == 0 ? a : b).insert(input[i]);
  for (auto _ : state) {
    auto copy = a;
    copy.merge(b);
    benchmark::DoNotOptimize(copy.count());
  }
}
BENCHMARK(sketch_merge);

} // namespace
} // namespace troupe
