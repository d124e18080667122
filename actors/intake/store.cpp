#include "actors/intake/store.hpp"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace troupe::local {

namespace {

/// Rows that one transaction deletes, and how many of them one call makes: a
/// request that comes meanwhile waits for one call.
constexpr int64_t chunk_rows = 20'000;
constexpr int chunks_per_call = 10;
constexpr int64_t max_metadata = 100;

} // namespace

result<std::unique_ptr<store>> store::open(store_options options) {
  std::unique_ptr<store> x{new store{std::move(options)}};
  auto opened = x->guarded([&]() -> status {
    if (x->db_ == nullptr)
      x->reopen();
    return ok();
  });
  if (!opened)
    return opened.err();
  return x;
}

void store::reopen() {
  writer_.reset();
  db_.reset();
  auto db = std::make_unique<database>(options_.path, options_.max_size);
  ensure_schema(*db);
  writer_ = std::make_unique<store_writer>(*db);
  db_ = std::move(db);
}

/// The file and what belongs to it; SQLite would take the log of the old file
/// for one of the new.
void store::set_aside() {
  writer_.reset();
  db_.reset();
  ++replaced_;
  auto aside = options_.path + ".corrupt";
  std::rename(options_.path.c_str(), aside.c_str());
  ::unlink((options_.path + "-wal").c_str());
  ::unlink((options_.path + "-shm").c_str());
}

/// Runs `f`; on a damaged file, once more with a new one.
status store::guarded(const std::function<status()>& f) {
  full_ = false;
  for (int attempt = 0;; ++attempt) {
    try {
      if (db_ == nullptr)
        reopen();
      return f();
    } catch (const database_error& x) {
      if (!x.corrupt() || attempt > 0) {
        full_ = x.full();
        return error{errc::io, options_.path + ": " + x.what()};
      }
      set_aside();
    }
  }
}

status store::write_once(int64_t now_s,
                         const std::function<status(sink&)>& decode,
                         write_counts& counts) {
  return guarded([&]() -> status {
    write_counts fresh;
    transaction change{*db_};
    writer_->start(now_s, fresh);
    auto result = decode(*writer_);
    if (!result)
      return result;
    change.commit();
    counts = fresh;
    return result;
  });
}

status store::write(int64_t now_s, const std::function<status(sink&)>& decode,
                    write_counts& counts) {
  auto result = write_once(now_s, decode, counts);
  if (result || !full_)
    return result;
  auto room = guarded([&]() -> status {
    prune_size();
    return ok();
  });
  return room ? write_once(now_s, decode, counts) : room;
}

status store::read(const std::function<void(database&)>& query) {
  return guarded([&]() -> status {
    query(*db_);
    return ok();
  });
}

status store::prune(int64_t now_s) {
  return guarded([&]() -> status {
    prune_age(now_s);
    prune_caps();
    auto limit = options_.max_size / 10 * 9;
    if (db_->used_bytes() > limit - std::min<int64_t>(limit / 4, 1 << 20))
      prune_size();
    db_->exec("PRAGMA incremental_vacuum(1000)");
    return ok();
  });
}

void store::prune_age(int64_t now_s) {
  auto cutoff = now_s - options_.retention.count();
  auto dropped = false;
  for (std::string table : {"points", "sketches"}) {
    auto key = "SELECT series_id, ts FROM " + table
               + " WHERE ts<? ORDER BY ts LIMIT ?";
    statement drop{*db_, "DELETE FROM " + table + " WHERE (series_id, ts) IN ("
                             + key + ")"};
    for (int i = 0; i < chunks_per_call; ++i) {
      drop.begin().bind(cutoff).bind(chunk_rows).run();
      dropped |= db_->changes() > 0;
      if (db_->changes() < chunk_rows)
        break;
    }
  }
  for (std::string table : {"events", "check_runs", "metadata"}) {
    statement drop{*db_, "DELETE FROM " + table + " WHERE ts<?"};
    drop.begin().bind(cutoff).run();
  }
  if (dropped)
    drop_orphans();
}

/// Drops the oldest tenth of everything, at least a few rows.
void store::prune_size() {
  auto tenth = [this](const char* count) {
    return std::clamp<int64_t>(db_->number(count) / 10, 100,
                               chunk_rows * chunks_per_call);
  };
  transaction change{*db_};
  for (std::string table : {"points", "sketches"}) {
    auto n = tenth(("SELECT count(*) FROM " + table).c_str());
    statement drop{*db_, "DELETE FROM " + table
                             + " WHERE (series_id, ts) IN (SELECT series_id, "
                               "ts FROM "
                             + table + " ORDER BY ts LIMIT ?)"};
    drop.begin().bind(n).run();
  }
  statement events{*db_, "DELETE FROM events WHERE id IN (SELECT id FROM "
                         "events ORDER BY ts LIMIT ?)"};
  events.begin().bind(tenth("SELECT count(*) FROM events")).run();
  statement checks{*db_,
                   "DELETE FROM check_runs WHERE (name, host, tags, ts) IN ("
                   "SELECT name, host, tags, ts FROM check_runs ORDER BY ts "
                   "LIMIT ?)"};
  checks.begin().bind(tenth("SELECT count(*) FROM check_runs")).run();
  drop_orphans();
  change.commit();
}

/// The newest stay.
void store::prune_caps() {
  statement events{*db_, "DELETE FROM events WHERE id IN (SELECT id FROM "
                         "events ORDER BY ts DESC LIMIT -1 OFFSET ?)"};
  events.begin().bind(options_.max_events).run();
  statement checks{*db_,
                   "DELETE FROM check_runs WHERE (name, host, tags, ts) IN ("
                   "SELECT name, host, tags, ts FROM check_runs ORDER BY ts "
                   "DESC LIMIT -1 OFFSET ?)"};
  checks.begin().bind(options_.max_checks).run();
  statement metadata{*db_, "DELETE FROM metadata WHERE (kind, host) IN ("
                           "SELECT kind, host FROM metadata ORDER BY ts DESC "
                           "LIMIT -1 OFFSET ?)"};
  metadata.begin().bind(max_metadata).run();
}

void store::drop_orphans() {
  db_->exec("DELETE FROM series WHERE "
            "NOT EXISTS(SELECT 1 FROM points WHERE series_id=series.id) AND "
            "NOT EXISTS(SELECT 1 FROM sketches WHERE series_id=series.id)");
  db_->exec("DELETE FROM metrics WHERE "
            "NOT EXISTS(SELECT 1 FROM series WHERE metric_id=metrics.id)");
}

int64_t store::bytes() {
  int64_t result = 0;
  auto done = read([&](database& db) { result = db.file_bytes(); });
  return done ? result : 0;
}

store_rows store::rows() {
  store_rows result;
  auto done = read([&](database& db) {
    result = {db.number("SELECT count(*) FROM metrics"),
              db.number("SELECT count(*) FROM series"),
              db.number("SELECT count(*) FROM points"),
              db.number("SELECT count(*) FROM sketches"),
              db.number("SELECT count(*) FROM events"),
              db.number("SELECT count(*) FROM check_runs")};
  });
  return done ? result : store_rows{};
}

} // namespace troupe::local
