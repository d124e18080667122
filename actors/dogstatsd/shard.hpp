#pragma once
/// The core of a DOGSTATSD actor: parses a batch in place, resolves each
/// context, folds the values into the open window, and says what is to be
/// sent. Without CAF, so that tests and benchmarks drive it alone.
///
/// Order: windows by the arrival of the batch; they never go back.
/// Bounds: contexts, raw forms and tags as configured; one batch at a time.
/// Ledger: packets leave, values enter and leave, samples rest in a window;
/// all of it once per batch.
/// Thread rule: one owner. Errors: none; what is wrong is counted.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "actors/dogstatsd/batch_counts.hpp"
#include "actors/dogstatsd/context_resolver.hpp"
#include "actors/dogstatsd/window_keeper.hpp"
#include "messages/event/event.hpp"
#include "messages/event/service_check.hpp"
#include "messages/metric/samples.hpp"
#include "messages/packet/packet_batch.hpp"
#include "runtime/clock/forward_clock.hpp"
#include "runtime/flow/ledger.hpp"

namespace troupe {

struct shard_options {
  /// Number of the shard; part of what it sends.
  uint32_t index = 0;
  int64_t window_s = 10;
  /// Values of one message beyond this many are dropped.
  size_t max_values = 4096;
  /// Explicit timestamps further away than this are dropped.
  int64_t oldest_s = 10 * 366 * 86'400LL;
  int64_t newest_s = 600;
  resolver_options contexts;
};

/// Where a shard's results go; all calls from inside the shard's own.
class shard_sink {
public:
  virtual ~shard_sink() = default;
  virtual void send(ref_ptr<const window_closed> x) = 0;
  virtual void send(ref_ptr<const timed_sample_batch> x) = 0;
  virtual void send(ref_ptr<const event_batch> x) = 0;
  virtual void send(ref_ptr<const service_check_batch> x) = 0;
};

class shard {
public:
  shard(const dogstatsd_config& config, const shard_options& options,
        ledger& books, shard_sink& out);

  /// Parses and folds in; settles the packets. What it returns is valid until
  /// the next call.
  const batch_counts& take(const packet_batch& batch, int64_t steady_ns);

  /// A second has passed: closes what is over, ends old contexts.
  void on_time(int64_t wall_ns, int64_t steady_ns);

  void close(const close_windows& x);

  /// Goes on with closed windows for a slice; false when nothing is left.
  bool work() {
    return windows_.work();
  }
  bool has_work() const noexcept {
    return windows_.has_work();
  }

  const context_resolver& contexts() const noexcept {
    return resolver_;
  }
  size_t windows() const noexcept {
    return windows_.windows();
  }
  uint64_t clock_steps() const noexcept {
    return clock_.steps();
  }
  const std::vector<std::string>& problems() noexcept {
    return resolver_.enrich().problems();
  }

private:
  static constexpr size_t chunk_size = 32;

  /// A parsed metric on its way to its window.
  struct pending {
    dsd::metric_line line;
    hash128 raw;
    uint32_t slot = 0;
    /// The long parser wrote to the line: more than the short one sets.
    bool written = false;
  };

  void take_packet(std::string_view bytes, bool newline_required, uint32_t pid);
  dsd::metric_line& blank_pending();
  void take_metric(std::string_view line);
  void add_pending();
  void take_event(std::string_view line, uint32_t pid);
  void take_check(std::string_view line, uint32_t pid);
  void malformed(std::string_view line, drop_reason why);
  void fold_chunk();
  void drop_chunk(drop_reason why);
  bool settle_slot(pending& x);
  void fold(const pending& x);
  void fold_in(const pending& x, context_slot& slot);
  template <class F>
  void each_value(const dsd::metric_line& line, double scale, F&& f);
  std::span<const double>
  values_of(const dsd::metric_line& line) const noexcept;
  void fold_copy(const pending& x);
  void keep_timed(const dsd::metric_line& line, const context_slot& slot);
  void settle(const packet_batch& batch);
  void send_rest();

  dogstatsd_config config_;
  shard_options options_;
  dsd::parse_options parsing_;
  std::array<bool, 3> newline_required_{};
  ledger& books_;
  shard_sink& out_;
  context_resolver resolver_;
  window_keeper windows_;
  forward_clock clock_;
  batch_counts counts_;
  int64_t arrival_ns_ = 0;
  uint32_t now_s_ = 0;
  size_t pending_count_ = 0;
  std::array<pending, chunk_size> pending_;
  std::vector<double> packed_;
  std::vector<timed_sample> timed_;
  std::vector<event> events_;
  std::vector<service_check> checks_;
};

} // namespace troupe
