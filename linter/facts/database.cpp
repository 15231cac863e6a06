#include "linter/facts/database.h"

#include <sqlite3.h>

namespace lockstep::lint {

Database::Database(const std::string& path) {
  Note(sqlite3_open_v2(
      path.c_str(), &handle_,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
      nullptr));
  if (Ok()) sqlite3_busy_timeout(handle_, 5000);
}

Database::~Database() { sqlite3_close_v2(handle_); }

void Database::Note(int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE || !Ok()) {
    return;
  }
  switch (code & 255) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      trouble_ = Trouble::kBusy;
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_ERROR:  // the tables are not ours
    case SQLITE_SCHEMA:
    case SQLITE_MISMATCH:
      trouble_ = Trouble::kDamaged;
      break;
    default:
      trouble_ = Trouble::kOther;
  }
  message_ = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
}

void Database::Damaged() {
  if (!Ok()) return;
  trouble_ = Trouble::kDamaged;
  message_ = "a row is not what was written";
}

bool Database::Run(const char* sql) {
  if (Ok()) Note(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr));
  return Ok();
}

Statement::Statement(Database& database, const char* sql)
    : database_(database) {
  if (database.Ok()) {
    database.Note(
        sqlite3_prepare_v2(database.handle_, sql, -1, &handle_, nullptr));
  }
}

Statement::~Statement() { sqlite3_finalize(handle_); }

void Statement::Reset() {
  if (handle_ != nullptr) sqlite3_reset(handle_);
}

void Statement::One(int index, int64_t value) {
  if (database_.Ok()) {
    database_.Note(sqlite3_bind_int64(handle_, index, value));
  }
}

void Statement::One(int index, std::string_view blob) {
  if (!database_.Ok()) return;
  database_.Note(sqlite3_bind_blob64(handle_, index,
                                     blob.empty() ? "" : blob.data(),
                                     blob.size(), SQLITE_STATIC));
}

bool Statement::Next() {
  if (!database_.Ok()) return false;
  const int code = sqlite3_step(handle_);
  database_.Note(code);
  return code == SQLITE_ROW;
}

int64_t Statement::Integer(int column) const {
  return sqlite3_column_int64(handle_, column);
}

std::string_view Statement::Bytes(int column) const {
  const auto* data =
      static_cast<const char*>(sqlite3_column_blob(handle_, column));
  return {data, size_t(sqlite3_column_bytes(handle_, column))};
}

}  // namespace lockstep::lint
