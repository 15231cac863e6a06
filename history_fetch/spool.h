// Records sorted by their keys, byte by byte, as many as there are: beyond two
// megabytes they lie in a temporary file of SQLite's. It is deleted when it is
// made, so nothing stays of it, however the process ends.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "history_fetch/failure.h"

struct sqlite3_stmt;

namespace lockstep::fetch {

// After the first error nothing more is taken or given; broken() says why.
class Spool {
 public:
  Spool();
  Spool(Spool&&) noexcept;
  Spool& operator=(Spool&&) noexcept;
  ~Spool();

  struct Record {
    std::string key;
    std::string value;
  };

  // False: there is one with this key, which stays as it is.
  bool Add(std::string_view key, std::string_view value);
  // Takes the smallest out.
  std::optional<Record> TakeFirst();
  // Of those whose keys begin with `prefix`, which is not empty and does not
  // end in 0xff.
  void DropLast(std::string_view prefix);
  std::string LastKey(std::string_view prefix);  // "": there is none
  // Next starts at the smallest of those that begin with `prefix`; at first, of
  // all. Nothing may be added or taken out meanwhile.
  void Rewind(std::string_view prefix = "");
  std::optional<Record> Next();

  uint64_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // kPartial: the disk is full.
  const std::optional<Failure>& broken() const { return broken_; }

 private:
  struct Database;
  Database* Use();  // null: it is broken
  std::optional<Record> Step(sqlite3_stmt* statement);
  std::optional<Record> First();
  std::optional<Record> Last(std::string_view prefix);
  void Remove(const Record& record);
  void Note(int code);

  std::unique_ptr<Database> database_;  // once it is used
  uint64_t size_ = 0;
  std::string prefix_;  // of what Next gives
  bool ended_ = false;  // Next has given all
  std::optional<Failure> broken_;
};

}  // namespace lockstep::fetch
