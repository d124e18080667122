#include "actors/intake/store_writer.hpp"

#include <algorithm>

#include <sqlite3.h>

namespace troupe::local {

namespace {

constexpr int64_t schema_version = 1;
constexpr int64_t most_ahead_s = 86'400;

constexpr const char* schema = R"sql(
CREATE TABLE metrics(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, last_ts INTEGER NOT NULL);
CREATE TABLE series(
  id INTEGER PRIMARY KEY, metric_id INTEGER NOT NULL, type INTEGER NOT NULL,
  interval INTEGER NOT NULL, host TEXT NOT NULL, tags TEXT NOT NULL,
  UNIQUE(metric_id, type, host, tags));
CREATE TABLE points(
  series_id INTEGER NOT NULL, ts INTEGER NOT NULL, value REAL NOT NULL,
  PRIMARY KEY(series_id, ts)) WITHOUT ROWID;
CREATE INDEX points_by_ts ON points(ts);
CREATE TABLE sketches(
  series_id INTEGER NOT NULL, ts INTEGER NOT NULL, count INTEGER NOT NULL,
  sum REAL NOT NULL, min REAL NOT NULL, max REAL NOT NULL, avg REAL NOT NULL,
  p50 REAL NOT NULL, p75 REAL NOT NULL, p90 REAL NOT NULL, p95 REAL NOT NULL,
  p99 REAL NOT NULL, PRIMARY KEY(series_id, ts)) WITHOUT ROWID;
CREATE INDEX sketches_by_ts ON sketches(ts);
CREATE TABLE events(
  id INTEGER PRIMARY KEY, ts INTEGER NOT NULL, title TEXT NOT NULL,
  text TEXT NOT NULL, priority TEXT NOT NULL, host TEXT NOT NULL,
  alert_type TEXT NOT NULL, aggregation_key TEXT NOT NULL,
  source_type TEXT NOT NULL, event_type TEXT NOT NULL, tags TEXT NOT NULL);
CREATE INDEX events_by_ts ON events(ts);
CREATE TABLE check_runs(
  name TEXT NOT NULL, host TEXT NOT NULL, tags TEXT NOT NULL,
  ts INTEGER NOT NULL, status INTEGER NOT NULL, message TEXT NOT NULL,
  PRIMARY KEY(name, host, tags, ts)) WITHOUT ROWID;
CREATE INDEX check_runs_by_ts ON check_runs(ts);
CREATE TABLE metadata(
  kind TEXT NOT NULL, host TEXT NOT NULL, ts INTEGER NOT NULL,
  body TEXT NOT NULL, PRIMARY KEY(kind, host)) WITHOUT ROWID;
PRAGMA user_version=1;
)sql";

} // namespace

std::string join_tags(const std::vector<std::string>& tags) {
  auto sorted = tags;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::string result;
  for (auto& x : sorted) {
    std::replace(x.begin(), x.end(), '\n', ' ');
    if (!result.empty())
      result += '\n';
    result += x;
  }
  return result;
}

void ensure_schema(database& db) {
  auto version = db.number("PRAGMA user_version");
  auto tables = db.number("SELECT count(*) FROM sqlite_master");
  if (version == schema_version)
    return;
  if (version != 0 || tables != 0)
    throw database_error(SQLITE_CORRUPT, "the store has an unknown version");
  transaction change{db};
  db.exec(schema);
  change.commit();
}

store_writer::store_writer(database& db)
    : db_(db),
      find_metric_(db, "SELECT id FROM metrics WHERE name=?"),
      add_metric_(db, "INSERT INTO metrics(name, last_ts) VALUES(?, ?)"),
      touch_metric_(db, "UPDATE metrics SET last_ts=max(last_ts, ?) "
                        "WHERE id=?"),
      find_serie_(db, "SELECT id FROM series WHERE metric_id=? AND type=? "
                      "AND host=? AND tags=?"),
      add_serie_(db, "INSERT INTO series(metric_id, type, interval, host, "
                     "tags) VALUES(?, ?, ?, ?, ?)"),
      add_point_(db, "INSERT OR REPLACE INTO points VALUES(?, ?, ?)"),
      add_sketch_(db, "INSERT OR REPLACE INTO sketches "
                      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      add_event_(db, "INSERT INTO events(ts, title, text, priority, host, "
                     "alert_type, aggregation_key, source_type, event_type, "
                     "tags) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      add_check_(db, "INSERT OR REPLACE INTO check_runs(name, host, tags, ts, "
                     "status, message) VALUES(?, ?, ?, ?, ?, ?)"),
      add_metadata_(db, "INSERT OR REPLACE INTO metadata VALUES(?, ?, ?, ?)") {
}

void store_writer::start(int64_t now_s, write_counts& counts) {
  now_s_ = now_s;
  counts_ = &counts;
}

void store_writer::skip(skip_reason why, uint64_t n) {
  counts_->skipped[static_cast<size_t>(why)] += n;
}

bool store_writer::in_range(int64_t ts) {
  if (ts >= 0 && ts <= now_s_ + most_ahead_s)
    return true;
  skip(skip_reason::time_range, 1);
  return false;
}

int64_t store_writer::metric_id(const std::string& name, int64_t ts) {
  find_metric_.begin().bind(std::string_view{name});
  if (find_metric_.row()) {
    auto id = find_metric_.integer(0);
    find_metric_.begin();
    touch_metric_.begin().bind(ts).bind(id).run();
    return id;
  }
  add_metric_.begin().bind(std::string_view{name}).bind(ts).run();
  return sqlite3_last_insert_rowid(db_.raw());
}

int64_t store_writer::serie_id(int64_t metric, const serie& x,
                               const std::string& tags) {
  auto type = static_cast<int64_t>(x.type);
  std::string_view host{x.host};
  find_serie_.begin().bind(metric).bind(type).bind(host).bind(
      std::string_view{tags});
  if (find_serie_.row()) {
    auto id = find_serie_.integer(0);
    find_serie_.begin();
    return id;
  }
  add_serie_.begin().bind(metric).bind(type).bind(x.interval).bind(host);
  add_serie_.bind(std::string_view{tags}).run();
  return sqlite3_last_insert_rowid(db_.raw());
}

void store_writer::add(const serie& x) {
  if (!acceptable(x.metric, x.tags) || x.host.size() > item_limits::name)
    return skip(skip_reason::limit, 1);
  int64_t last = -1;
  for (auto& p : x.points)
    last = std::max(last, in_range(p.ts) ? p.ts : -1);
  for (auto& p : x.sketches)
    last = std::max(last, in_range(p.ts) ? p.ts : -1);
  if (last < 0)
    return;
  auto tags = join_tags(x.tags);
  auto id = serie_id(metric_id(x.metric, last), x, tags);
  auto stored = [&](int64_t ts) {
    return ts >= 0 && ts <= now_s_ + most_ahead_s;
  };
  for (auto& p : x.points)
    if (stored(p.ts)) {
      add_point_.begin().bind(id).bind(p.ts).bind(p.value).run();
      ++counts_->points;
    }
  for (auto& p : x.sketches)
    if (stored(p.ts)) {
      add_sketch_.begin().bind(id).bind(p.ts).bind(p.count).bind(p.sum);
      add_sketch_.bind(p.min).bind(p.max).bind(p.avg).bind(p.p50);
      add_sketch_.bind(p.p75).bind(p.p90).bind(p.p95).bind(p.p99).run();
      ++counts_->points;
    }
  ++counts_->items;
}

void store_writer::add(const event_item& x) {
  auto ts = time_or_now(x.ts);
  if (!acceptable(x.title.empty() ? x.text : x.title, x.tags)
      || x.text.size() > item_limits::text)
    return skip(skip_reason::limit, 1);
  if (!in_range(ts))
    return;
  auto tags = join_tags(x.tags);
  add_event_.begin().bind(ts);
  for (auto text : {&x.title, &x.text, &x.priority, &x.host, &x.alert_type,
                    &x.aggregation_key, &x.source_type, &x.event_type})
    add_event_.bind(std::string_view{*text});
  add_event_.bind(std::string_view{tags}).run();
  ++counts_->items;
}

void store_writer::add(const check_item& x) {
  auto ts = time_or_now(x.ts);
  if (!acceptable(x.name, x.tags) || x.message.size() > item_limits::text)
    return skip(skip_reason::limit, 1);
  if (!in_range(ts))
    return;
  auto tags = join_tags(x.tags);
  add_check_.begin().bind(std::string_view{x.name});
  add_check_.bind(std::string_view{x.host}).bind(std::string_view{tags});
  add_check_.bind(ts).bind(static_cast<int64_t>(x.status));
  add_check_.bind(std::string_view{x.message}).run();
  ++counts_->items;
}

void store_writer::add(const metadata_item& x) {
  if (x.body.size() > item_limits::text || x.host.size() > item_limits::name)
    return skip(skip_reason::limit, 1);
  add_metadata_.begin().bind(std::string_view{x.kind});
  add_metadata_.bind(std::string_view{x.host}).bind(now_s_);
  add_metadata_.bind(x.body).run();
  ++counts_->items;
}

} // namespace troupe::local
