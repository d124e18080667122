#pragma once
/// What the local intake keeps, in one SQLite file: metrics, series by tag
/// set, points, summaries of sketches, events, service checks, metadata. One
/// transaction per payload; a point that comes twice replaces the first.
///
/// Bounds: age (`retention`) and size (`max_size`; the oldest tenth goes when
/// nine tenths are used, and a write that still hits the bound makes room
/// once). The log beside the file is truncated to 1 MiB or a quarter of the
/// size. Events and checks have a cap in rows.
/// Failure: a damaged file is moved aside to `<path>.corrupt` (one of them is
/// kept) and a new one begun; `replaced` counts that.
/// Thread rule: one thread. Errors: `io` (no room, too), or what the decoder
/// said.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "actors/intake/database.hpp"
#include "actors/intake/store_writer.hpp"
#include "actors/intake/values.hpp"
#include "runtime/base/result.hpp"

namespace troupe::local {

struct store_options {
  std::string path;
  std::chrono::seconds retention{std::chrono::hours{24}};
  int64_t max_size = int64_t{256} << 20;
  int64_t max_events = 20'000;
  int64_t max_checks = 100'000;
};

struct store_rows {
  int64_t metrics = 0;
  int64_t series = 0;
  int64_t points = 0;
  int64_t sketches = 0;
  int64_t events = 0;
  int64_t check_runs = 0;
};

class store {
public:
  /// Opens the file; by name because it may have to be done again later.
  static result<std::unique_ptr<store>> open(store_options options);

  /// Runs `decode` in a transaction; keeps nothing when it fails.
  status write(int64_t now_s, const std::function<status(sink&)>& decode,
               write_counts& counts);
  /// Runs a query.
  status read(const std::function<void(database&)>& query);
  /// Drops what is too old or too much, a bounded part per call.
  status prune(int64_t now_s);

  int64_t bytes();
  store_rows rows();
  /// How often a damaged file was moved aside.
  uint64_t replaced() const noexcept {
    return replaced_;
  }

private:
  explicit store(store_options options) : options_(std::move(options)) {
  }
  status guarded(const std::function<status()>& f);
  void reopen();
  void set_aside();
  status write_once(int64_t now_s, const std::function<status(sink&)>& decode,
                    write_counts& counts);
  void prune_age(int64_t now_s);
  void prune_size();
  void prune_caps();
  void drop_orphans();

  store_options options_;
  std::unique_ptr<database> db_;
  std::unique_ptr<store_writer> writer_;
  uint64_t replaced_ = 0;
  /// The last failure was one of room.
  bool full_ = false;
};

} // namespace troupe::local
