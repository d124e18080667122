#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>

#include "actors/dogstatsd/shard.hpp"
#include "tests/bench/traffic.hpp"

namespace troupe {
namespace {

class discard final : public shard_sink {
public:
  void send(ref_ptr<const window_closed> x) override {
    held.push_back(std::move(x));
  }
  void send(ref_ptr<const timed_sample_batch>) override {
  }
  void send(ref_ptr<const event_batch>) override {
  }
  void send(ref_ptr<const service_check_batch>) override {
  }
  std::vector<ref_ptr<const window_closed>> held;
};

uint64_t folded(shard& core, const std::vector<ref_ptr<packet_batch>>& in) {
  uint64_t result = 0;
  for (auto& batch : in)
    result += core.take(*batch, 1).folded;
  return result;
}

/// Parse, look up and fold, per sample, with every context known.
void shard_take(benchmark::State& state) {
  bench::shape shape;
  shape.contexts = static_cast<size_t>(state.range(0));
  shape.packet_bytes = static_cast<size_t>(state.range(1));
  shape.packets = shape.packet_bytes < 100 ? 40'000 : 20'000;
  auto batches = bench::make_batches(shape);
  ledger books;
  discard out;
  shard core{{}, {}, books, out};
  folded(core, batches);
  uint64_t samples = 0;
  for (auto _ : state)
    samples += folded(core, batches);
  state.SetItemsProcessed(static_cast<int64_t>(samples));
}
BENCHMARK(shard_take)
    ->Args({1000, 1})
    ->Args({10'000, 1400})
    ->Args({100'000, 1400})
    ->Args({250'000, 8192})
    ->Unit(benchmark::kMillisecond);

/// The first sample of each context: the long way.
void shard_first_samples(benchmark::State& state) {
  bench::shape shape;
  shape.contexts = static_cast<size_t>(state.range(0));
  shape.packets = 5000;
  auto batches = bench::make_batches(shape);
  size_t contexts = 0;
  for (auto _ : state) {
    ledger books;
    discard out;
    shard core{{}, {}, books, out};
    folded(core, batches);
    contexts += core.contexts().table().live();
  }
  state.SetItemsProcessed(static_cast<int64_t>(contexts));
}
BENCHMARK(shard_first_samples)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

/// Time of this thread alone: what else runs on the machine does not count.
double thread_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6
         + static_cast<double>(now.tv_nsec) / 1e3;
}

/// How long receiving stands still when a window of 100k contexts closes: the
/// longest single call, in microseconds.
void shard_close_stall(benchmark::State& state) {
  bench::shape shape;
  shape.contexts = 100'000;
  shape.packets = 40'000;
  shape.counts = 1;
  shape.gauges = shape.distributions = shape.sets = shape.histograms = 0;
  auto batches = bench::make_batches(shape);
  ledger books;
  discard out;
  double worst = 0;
  auto timed = [&](auto&& f) {
    auto start = thread_us();
    f();
    worst = std::max(worst, thread_us() - start);
  };
  for (auto _ : state) {
    state.PauseTiming();
    shard core{{}, {}, books, out};
    folded(core, batches);
    constexpr int64_t start = 1'700'000'000;
    state.ResumeTiming();
    // One flush with data, one where all counters are silent.
    for (int64_t i = 1; i <= 2; ++i) {
      timed([&] { core.close({static_cast<uint64_t>(i), start + 10 * i}); });
      while (core.has_work())
        timed([&] { core.work(); });
    }
    state.PauseTiming();
    out.held.clear();
    state.ResumeTiming();
  }
  state.counters["worst_us"] = worst;
}
BENCHMARK(shard_close_stall)->Iterations(5)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace troupe
