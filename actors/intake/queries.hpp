#pragma once
/// The questions that the local intake answers about what it keeps, as JSON.
///
/// Bounds: see `query_limits`; an answer that was cut says `"truncated":true`.
/// Thread rule: one thread, that of the store. Errors: `database_error`.

#include <cstdint>
#include <string>
#include <vector>

#include "actors/intake/database.hpp"

namespace troupe::local {

struct query_limits {
  static constexpr int64_t metrics = 10'000;
  static constexpr size_t series = 200;
  /// Series that are looked at for points in the range.
  static constexpr size_t candidates = 5000;
  static constexpr size_t points = 100'000;
  static constexpr int64_t list = 1000;
};

struct metrics_query {
  /// Part of the name; empty for all.
  std::string filter;
  int64_t limit = query_limits::metrics;
  /// Also says type, number of series and time of the last point.
  bool details = false;
};

struct series_query {
  std::string metric;
  /// Unix seconds, both included.
  int64_t from = 0;
  int64_t to = 0;
  /// All of them must be on a serie; `host:x` also means its host.
  std::vector<std::string> tags;
  /// Seconds per point; 0 for the points as they came.
  int64_t step = 0;
  /// Of a distribution, one of its aggregates; empty for all.
  std::string aggregate;
};

struct list_query {
  int64_t from = 0;
  int64_t to = 0;
  int64_t limit = 100;
  /// Only the last run per check, host and tags.
  bool latest = false;
  /// The name of a check; empty for all.
  std::string name;
};

std::string metrics_json(database& db, const metrics_query& query);
std::string series_json(database& db, const series_query& query);
std::string events_json(database& db, const list_query& query);
std::string check_runs_json(database& db, const list_query& query);
/// The hosts that sent metadata: name, time, agent version, system.
std::string hosts_json(database& db);

/// The columns of a sketch that are its aggregates.
const std::vector<std::string>& sketch_aggregates();

} // namespace troupe::local
