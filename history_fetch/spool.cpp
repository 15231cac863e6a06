#include "history_fetch/spool.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "base/check.h"

namespace lockstep::fetch {
namespace {

// Nothing is ever rolled back, and nobody else sees it.
constexpr char kPrepare[] =
    "PRAGMA journal_mode = OFF;"
    "PRAGMA synchronous = OFF;"
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA temp_store = FILE;"
    "PRAGMA cache_size = -2048;"
    "CREATE TABLE record(key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID;"
    "BEGIN;";
constexpr char kAdd[] = "INSERT OR IGNORE INTO record VALUES(?1, ?2)";
constexpr char kFirst[] = "SELECT key, value FROM record ORDER BY key LIMIT 1";
constexpr char kLast[] =
    "SELECT key, value FROM record WHERE key >= ?1 AND key < ?2 "
    "ORDER BY key DESC LIMIT 1";
constexpr char kRemove[] = "DELETE FROM record WHERE key = ?1";
constexpr char kFrom[] =
    "SELECT key, value FROM record WHERE key >= ?1 ORDER BY key";

struct Close {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
};

void Bind(sqlite3_stmt* statement, int index, std::string_view bytes) {
  sqlite3_bind_blob64(statement, index, bytes.empty() ? "" : bytes.data(),
                      bytes.size(), SQLITE_STATIC);
}

std::string Column(sqlite3_stmt* statement, int column) {
  const auto* bytes =
      static_cast<const char*>(sqlite3_column_blob(statement, column));
  if (bytes == nullptr) return "";
  return {bytes, static_cast<size_t>(sqlite3_column_bytes(statement, column))};
}

// What sorts behind everything that begins with `prefix`.
std::string Behind(std::string_view prefix) {
  LOCKSTEP_CHECK(!prefix.empty() && prefix.back() != '\xff',
                 "its last byte has a successor");
  std::string behind(prefix);
  ++behind.back();
  return behind;
}

}  // namespace

struct Spool::Database {
  std::unique_ptr<sqlite3, Close> handle;
  // After it: they are closed before.
  std::unique_ptr<sqlite3_stmt, Close> add;
  std::unique_ptr<sqlite3_stmt, Close> first;
  std::unique_ptr<sqlite3_stmt, Close> last;
  std::unique_ptr<sqlite3_stmt, Close> remove;
  std::unique_ptr<sqlite3_stmt, Close> from;

  int Open() {
    sqlite3* opened = nullptr;
    // Without a name it is a temporary one.
    int code = sqlite3_open_v2(
        "", &opened,
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
        nullptr);
    handle.reset(opened);
    if (code != SQLITE_OK) return code;
    code = sqlite3_exec(opened, kPrepare, nullptr, nullptr, nullptr);
    for (const auto& [sql, statement] :
         {std::pair(kAdd, &add), std::pair(kFirst, &first),
          std::pair(kLast, &last), std::pair(kRemove, &remove),
          std::pair(kFrom, &from)}) {
      sqlite3_stmt* made = nullptr;
      if (code == SQLITE_OK) {
        code = sqlite3_prepare_v2(opened, sql, -1, &made, nullptr);
      }
      statement->reset(made);
    }
    return code;
  }
};

Spool::Spool() = default;
Spool::Spool(Spool&&) noexcept = default;
Spool& Spool::operator=(Spool&&) noexcept = default;
Spool::~Spool() = default;

Spool::Database* Spool::Use() {
  if (!broken_ && !database_) {
    database_ = std::make_unique<Database>();
    Note(database_->Open());
  }
  return broken_ ? nullptr : database_.get();
}

void Spool::Note(int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  if (broken_) return;
  broken_ = Failure{
      ExitCode::kPartial,
      fmt::format("the temporary files cannot be written ({}): make room in "
                  "the folder for temporary files, or name another one with "
                  "SQLITE_TMPDIR",
                  sqlite3_errstr(code))};
}

bool Spool::Add(std::string_view key, std::string_view value) {
  Database* database = Use();
  if (database == nullptr) return false;
  sqlite3_stmt* add = database->add.get();
  Bind(add, 1, key);
  Bind(add, 2, value);
  Note(sqlite3_step(add));
  sqlite3_reset(add);
  if (broken_ || sqlite3_changes(database->handle.get()) == 0) return false;
  ++size_;
  return true;
}

std::optional<Spool::Record> Spool::Step(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  Note(code);
  if (code != SQLITE_ROW) return std::nullopt;
  return Record{Column(statement, 0), Column(statement, 1)};
}

std::optional<Spool::Record> Spool::First() {
  if (empty() || Use() == nullptr) return std::nullopt;
  sqlite3_stmt* first = database_->first.get();
  std::optional<Record> found = Step(first);
  sqlite3_reset(first);
  return found;
}

std::optional<Spool::Record> Spool::Last(std::string_view prefix) {
  if (empty() || Use() == nullptr) return std::nullopt;
  sqlite3_stmt* last = database_->last.get();
  const std::string behind = Behind(prefix);
  Bind(last, 1, prefix);
  Bind(last, 2, behind);
  std::optional<Record> found = Step(last);
  sqlite3_reset(last);
  return found;
}

void Spool::Remove(const Record& record) {
  sqlite3_stmt* remove = database_->remove.get();
  Bind(remove, 1, record.key);
  Note(sqlite3_step(remove));
  sqlite3_reset(remove);
  --size_;
}

std::optional<Spool::Record> Spool::TakeFirst() {
  std::optional<Record> first = First();
  if (first) Remove(*first);
  return first;
}

void Spool::DropLast(std::string_view prefix) {
  const std::optional<Record> last = Last(prefix);
  if (last) Remove(*last);
}

std::string Spool::LastKey(std::string_view prefix) {
  std::optional<Record> last = Last(prefix);
  return last ? std::move(last->key) : "";
}

void Spool::Rewind(std::string_view prefix) {
  prefix_ = prefix;
  ended_ = false;
  if (database_) sqlite3_reset(database_->from.get());
}

std::optional<Spool::Record> Spool::Next() {
  if (empty() || ended_ || Use() == nullptr) return std::nullopt;
  sqlite3_stmt* from = database_->from.get();
  if (sqlite3_stmt_busy(from) == 0) {
    sqlite3_reset(from);
    // A copy, since we may be moved meanwhile.
    sqlite3_bind_blob64(from, 1, prefix_.data(), prefix_.size(),
                        SQLITE_TRANSIENT);
  }
  std::optional<Record> next = Step(from);
  if (next && next->key.starts_with(prefix_)) return next;
  sqlite3_reset(from);
  ended_ = true;
  return std::nullopt;
}

}  // namespace lockstep::fetch
