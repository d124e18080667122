#pragma once
/// A shard with its books and what it has sent.

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "actors/dogstatsd/shard.hpp"

namespace troupe {

struct kept_results final : shard_sink {
  void send(ref_ptr<const window_closed> x) override {
    windows.push_back(std::move(x));
  }
  void send(ref_ptr<const timed_sample_batch> x) override {
    timed.push_back(std::move(x));
  }
  void send(ref_ptr<const event_batch> x) override {
    events.push_back(std::move(x));
  }
  void send(ref_ptr<const service_check_batch> x) override {
    checks.push_back(std::move(x));
  }
  std::vector<ref_ptr<const window_closed>> windows;
  std::vector<ref_ptr<const timed_sample_batch>> timed;
  std::vector<ref_ptr<const event_batch>> events;
  std::vector<ref_ptr<const service_check_batch>> checks;
};

inline constexpr int64_t test_start_s = 1'700'000'000;
inline constexpr int64_t ns_per_s = 1'000'000'000;

struct shard_fixture {
  explicit shard_fixture(dogstatsd_config config = {},
                         shard_options options = {})
      : core(config, options, books, out) {
  }

  ~shard_fixture() {
    out = {};
    for (auto row : books.rows())
      EXPECT_EQ(row->snapshot().balance(), 0) << row->name();
  }

  /// One batch of these packets, arriving `s` seconds after the start.
  const batch_counts& take(const std::vector<std::string>& packets,
                           int64_t s = 0, transport from = transport::udp) {
    size_t size = 1;
    for (auto& x : packets)
      size += x.size();
    auto batch = make_ref<packet_batch>(size);
    uint32_t at = 0;
    for (auto& x : packets) {
      std::copy(x.begin(), x.end(), batch->storage.get() + at);
      batch->packets.push_back({at, static_cast<uint32_t>(x.size()), 42});
      at += static_cast<uint32_t>(x.size());
    }
    batch->from = from;
    batch->arrival_ns = (test_start_s + s) * ns_per_s;
    batch->ledger = ticket{books.packets, packets.size()};
    return core.take(*batch, s * ns_per_s);
  }

  void finish() {
    while (core.has_work())
      core.work();
  }

  /// All windows up to `s` seconds after the start; settles their samples.
  std::vector<closed_window> flush(int64_t s) {
    core.close({++flushes, test_start_s + s});
    finish();
    std::vector<closed_window> result;
    for (auto& x : out.windows) {
      for (auto& window : x->take_windows())
        result.push_back(std::move(window));
      x->samples().leave();
    }
    out.windows.clear();
    return result;
  }

  closed_window only_window(int64_t s = 10) {
    auto all = flush(s);
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? closed_window{} : std::move(all[0]);
  }

  uint64_t dropped(const stage& row, drop_reason why) const {
    return row.snapshot().dropped[static_cast<size_t>(why)];
  }

  ledger books;
  kept_results out;
  shard core;
  uint64_t flushes = 0;
};

} // namespace troupe
