#include "actors/intake/database.hpp"

#include <algorithm>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace troupe::local {

namespace {

constexpr int64_t page_bytes = 4096;

[[noreturn]] void fail(sqlite3* db, int code) {
  throw database_error(code, db != nullptr ? sqlite3_errmsg(db)
                                           : sqlite3_errstr(code));
}

/// SQLite would create the file as the umask says, and follow a link.
void create_private(const std::string& path) {
  auto fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
                   S_IRUSR | S_IWUSR);
  if (fd < 0)
    throw database_error(SQLITE_CANTOPEN, "cannot open " + path);
  ::close(fd);
}

} // namespace

bool database_error::corrupt() const noexcept {
  return code_ == SQLITE_CORRUPT || code_ == SQLITE_NOTADB;
}

bool database_error::full() const noexcept {
  return code_ == SQLITE_FULL;
}

// -- statement ----------------------------------------------------------------

void statement::closer::operator()(sqlite3_stmt* x) const noexcept {
  sqlite3_finalize(x);
}

statement::statement(database& db, std::string_view sql) {
  sqlite3_stmt* x = nullptr;
  auto code = sqlite3_prepare_v2(db.raw(), sql.data(),
                                 static_cast<int>(sql.size()), &x, nullptr);
  raw_.reset(x);
  if (code != SQLITE_OK)
    local::fail(db.raw(), code);
}

void statement::fail() const {
  auto db = sqlite3_db_handle(raw_.get());
  auto code = sqlite3_errcode(db);
  auto text = std::string{sqlite3_errmsg(db)};
  sqlite3_reset(raw_.get());
  throw database_error(code, text);
}

void statement::check(int code) const {
  if (code != SQLITE_OK)
    fail();
}

statement& statement::begin() {
  // The code of a reset repeats the error of the last use.
  sqlite3_reset(raw_.get());
  next_ = 1;
  return *this;
}

statement& statement::bind(int64_t x) {
  check(sqlite3_bind_int64(raw_.get(), next_++, x));
  return *this;
}

statement& statement::bind(double x) {
  check(sqlite3_bind_double(raw_.get(), next_++, x));
  return *this;
}

statement& statement::bind(std::string_view x) {
  check(sqlite3_bind_text(raw_.get(), next_++, x.empty() ? "" : x.data(),
                          static_cast<int>(x.size()), SQLITE_STATIC));
  return *this;
}

bool statement::row() {
  auto code = sqlite3_step(raw_.get());
  if (code == SQLITE_ROW)
    return true;
  if (code != SQLITE_DONE)
    fail();
  sqlite3_reset(raw_.get());
  return false;
}

void statement::run() {
  while (row())
    continue;
}

int64_t statement::integer(int column) const {
  return sqlite3_column_int64(raw_.get(), column);
}

double statement::real(int column) const {
  return sqlite3_column_double(raw_.get(), column);
}

std::string_view statement::text(int column) const {
  auto data = sqlite3_column_text(raw_.get(), column);
  if (data == nullptr)
    return {};
  auto size = sqlite3_column_bytes(raw_.get(), column);
  return {reinterpret_cast<const char*>(data), static_cast<size_t>(size)};
}

bool statement::is_null(int column) const {
  return sqlite3_column_type(raw_.get(), column) == SQLITE_NULL;
}

// -- database -----------------------------------------------------------------

void database::closer::operator()(sqlite3* x) const noexcept {
  sqlite3_close_v2(x);
}

database::database(const std::string& path, int64_t max_bytes) {
  create_private(path);
  sqlite3* x = nullptr;
  auto code = sqlite3_open_v2(
      path.c_str(), &x, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  raw_.reset(x);
  if (code != SQLITE_OK)
    fail(x, code);
  sqlite3_busy_timeout(x, 1000);
  // A quarter of a small bound is for the log, at most 1 MiB of it.
  auto log = std::min<int64_t>(max_bytes / 4, 1 << 20);
  auto pages = [](int64_t bytes) {
    return std::to_string(std::max<int64_t>(bytes / page_bytes, 16));
  };
  exec(("PRAGMA page_size=" + std::to_string(page_bytes)).c_str());
  exec("PRAGMA auto_vacuum=INCREMENTAL");
  exec("PRAGMA journal_mode=WAL");
  exec("PRAGMA synchronous=NORMAL");
  exec("PRAGMA cache_size=-512");
  exec("PRAGMA trusted_schema=OFF");
  exec(("PRAGMA wal_autocheckpoint=" + pages(log)).c_str());
  exec(("PRAGMA journal_size_limit=" + std::to_string(log)).c_str());
  exec(("PRAGMA max_page_count=" + pages(max_bytes - log)).c_str());
}

void database::exec(const char* sql) {
  auto code = sqlite3_exec(raw_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK)
    fail(raw_.get(), code);
}

int64_t database::number(std::string_view sql) {
  statement x{*this, sql};
  return x.row() ? x.integer(0) : 0;
}

int64_t database::changes() const noexcept {
  return sqlite3_changes64(raw_.get());
}

int64_t database::used_bytes() {
  return (number("PRAGMA page_count") - number("PRAGMA freelist_count"))
         * page_bytes;
}

int64_t database::file_bytes() {
  return number("PRAGMA page_count") * page_bytes;
}

// -- transaction --------------------------------------------------------------

transaction::transaction(database& db) : db_(db) {
  db_.exec("BEGIN IMMEDIATE");
}

transaction::~transaction() {
  // A full or broken database may have rolled back already.
  if (open_ && sqlite3_get_autocommit(db_.raw()) == 0)
    sqlite3_exec(db_.raw(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void transaction::commit() {
  db_.exec("COMMIT");
  open_ = false;
}

} // namespace troupe::local
