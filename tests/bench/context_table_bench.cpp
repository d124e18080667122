#include <benchmark/benchmark.h>

#include <random>

#include "actors/dogstatsd/context_table.hpp"
#include "actors/dogstatsd/raw_cache.hpp"

namespace troupe {
namespace {

hash128 key_of(uint64_t i) {
  std::mt19937_64 random{i};
  return {random(), random()};
}

void find_raw(benchmark::State& state) {
  auto n = static_cast<size_t>(state.range(0));
  raw_cache cache{n * 2};
  std::vector<hash128> keys;
  for (size_t i = 0; i < n; ++i) {
    keys.push_back(key_of(i));
    cache.insert(keys.back(), static_cast<uint32_t>(i));
  }
  std::mt19937_64 random{7};
  for (auto _ : state)
    benchmark::DoNotOptimize(cache.find(keys[random() % n]));
}
BENCHMARK(find_raw)->Arg(1000)->Arg(10'000)->Arg(250'000);

void add_contexts(benchmark::State& state) {
  auto n = static_cast<size_t>(state.range(0));
  std::vector<hash128> keys;
  for (size_t i = 0; i < n; ++i)
    keys.push_back(key_of(i));
  const std::string_view tags[] = {"env:prod", "service:web", "version:1.2.3"};
  for (auto _ : state) {
    context_table table{n};
    for (auto& key : keys)
      table.add(metric_context::make(key, "a.metric.name", "", tags, {}), 1);
    benchmark::DoNotOptimize(table.live());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(n));
}
BENCHMARK(add_contexts)->Arg(10'000)->Arg(250'000);

} // namespace
} // namespace troupe
