// SQLite with values instead of exceptions: after the first error of a database
// everything on it fails quickly, and Broken() says what kind of error it was.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace lockstep::lint {

class Database {
 public:
  enum class Trouble : uint8_t {
    kNone,
    kBusy,     // another run holds it longer than we wait: do without
    kDamaged,  // no database, or a broken one: throw it away
    kOther,    // disk full, no permission ...
  };

  explicit Database(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  bool Run(const char* sql);
  bool Ok() const { return trouble_ == Trouble::kNone; }
  Trouble trouble() const { return trouble_; }
  const std::string& message() const { return message_; }
  void Note(int code);  // of SQLite; counts if it is an error
  void Damaged();       // its content is not what we wrote

 private:
  friend class Statement;
  sqlite3* handle_ = nullptr;
  Trouble trouble_ = Trouble::kNone;
  std::string message_;
};

class Statement {
 public:
  Statement(Database& database, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Starts again with these values for `?`; texts and blobs are borrowed until
  // the next Bind.
  template <class... T>
  Statement& Bind(const T&... values) {
    Reset();
    int index = 0;
    (One(++index, values), ...);
    return *this;
  }
  // The next row; false at the end and after errors.
  bool Next();
  bool Done() { return !Next() && database_.Ok(); }
  int64_t Integer(int column) const;
  std::string_view Bytes(int column) const;  // until the next step

 private:
  void Reset();
  void One(int index, int64_t value);
  void One(int index, uint64_t value) { One(index, int64_t(value)); }
  void One(int index, std::string_view blob);
  void One(int index, const std::string& blob) {
    One(index, std::string_view(blob));
  }

  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

}  // namespace lockstep::lint
