#pragma once
/// A thin owner of one SQLite connection and its prepared statements, with
/// settings for little memory: small page cache, write-ahead log, no fsync per
/// commit (a power cut may lose the last seconds, never the file).
///
/// Thread rule: one thread at a time. Errors: `database_error`, which the
/// store turns into a `result`.

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace troupe::local {

class database_error final : public std::runtime_error {
public:
  database_error(int code, const std::string& text)
      : std::runtime_error(text), code_(code) {
  }
  /// The file is not what it should be: it has to be replaced.
  bool corrupt() const noexcept;
  /// The size bound, or the disk, is reached.
  bool full() const noexcept;

private:
  int code_;
};

class database;

/// One prepared statement; reset before each use by `begin`.
class statement {
public:
  statement() = default;
  statement(database& db, std::string_view sql);

  /// Forgets the last use, so that parameters can be bound from 1 on.
  statement& begin();
  statement& bind(int64_t x);
  statement& bind(double x);
  /// Not copied: must live until the statement ends.
  statement& bind(std::string_view x);
  /// The next row; false when there is none.
  bool row();
  /// Runs to the end.
  void run();

  int64_t integer(int column) const;
  double real(int column) const;
  /// Valid until the next row.
  std::string_view text(int column) const;
  bool is_null(int column) const;

private:
  struct closer {
    void operator()(sqlite3_stmt* x) const noexcept;
  };
  [[noreturn]] void fail() const;
  void check(int code) const;

  std::unique_ptr<sqlite3_stmt, closer> raw_;
  int next_ = 1;
};

class database {
public:
  /// Opens or creates the file, readable by its owner only. `max_bytes` is a
  /// hard bound: a write beyond it fails as `full`.
  database(const std::string& path, int64_t max_bytes);

  void exec(const char* sql);
  /// One integer of a query without parameters.
  int64_t number(std::string_view sql);
  /// Rows that the last statement changed.
  int64_t changes() const noexcept;
  /// Pages in use and in the file, in bytes.
  int64_t used_bytes();
  int64_t file_bytes();

  sqlite3* raw() const noexcept {
    return raw_.get();
  }

private:
  struct closer {
    void operator()(sqlite3* x) const noexcept;
  };
  std::unique_ptr<sqlite3, closer> raw_;
};

/// Rolls back unless committed.
class transaction {
public:
  explicit transaction(database& db);
  ~transaction();
  void commit();

private:
  database& db_;
  bool open_ = true;
};

} // namespace troupe::local
