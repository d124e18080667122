#pragma once
/// Writes decoded items into the open transaction of a store.
///
/// Bounds: those of the items; beside them one statement per table.
/// Thread rule: one thread. Errors: `database_error`.

#include <array>
#include <cstdint>
#include <string>

#include "actors/intake/database.hpp"
#include "actors/intake/values.hpp"

namespace troupe::local {

/// What one payload brought.
struct write_counts {
  uint64_t items = 0;
  uint64_t points = 0;
  std::array<uint64_t, skip_reason_count> skipped{};
};

class store_writer final : public sink {
public:
  explicit store_writer(database& db);

  /// From here on items count there and times are judged by `now_s`.
  void start(int64_t now_s, write_counts& counts);

  void add(const serie& x) override;
  void add(const event_item& x) override;
  void add(const check_item& x) override;
  void add(const metadata_item& x) override;
  void skip(skip_reason why, uint64_t n) override;

private:
  int64_t metric_id(const std::string& name, int64_t ts);
  int64_t serie_id(int64_t metric, const serie& x, const std::string& tags);
  bool in_range(int64_t ts);
  /// Zero stands for now.
  int64_t time_or_now(int64_t ts) const {
    return ts == 0 ? now_s_ : ts;
  }

  database& db_;
  statement find_metric_;
  statement add_metric_;
  statement touch_metric_;
  statement find_serie_;
  statement add_serie_;
  statement add_point_;
  statement add_sketch_;
  statement add_event_;
  statement add_check_;
  statement add_metadata_;
  int64_t now_s_ = 0;
  write_counts* counts_ = nullptr;
};

/// Tags as they stand in a row: sorted, without doubles, one per line.
std::string join_tags(const std::vector<std::string>& tags);

/// Creates the tables where they are missing; throws `database_error` that is
/// `corrupt` when the file has another shape.
void ensure_schema(database& db);

} // namespace troupe::local
