// state/journal.jsonl: what has happened since manifest.jsonl was written.
//
//   {"lockstep_journal":1,"base":"<sha256 of that manifest>"}
//   {"crc":"1c2d3e4f","put":{...entry...}}
//   {"crc":"5a6b7c8d","remove":{"namespace":"default","run_id":"..."}}
//
// A journal whose base is another manifest's has been folded in already and
// says nothing. Reading stops at the first line that is not whole: a kill tears
// only what nobody was told is safe. A whole line that we do not know is of a
// newer lockstep-fetch: what it means must not be lost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::fetch {

inline constexpr char kJournalFile[] = "journal.jsonl";

// Lines with their ends.
std::string JournalHeader(const std::string& base);
std::string PutRecord(std::string_view entry_line);
std::string RemoveRecord(const std::string& name_space,
                         const std::string& run_id);

// How far the entry's line is from the beginning of its record.
size_t PutOffset();

struct JournalStart {
  int64_t format = 0;
  std::string base;  // "" of a format that we do not know
};
inline constexpr int64_t kJournalFormat = 1;  // greater ones are newer
// nullopt: the line is no journal's first.
std::optional<JournalStart> ParseJournalHeader(std::string_view line);

struct JournalRecord {
  enum class Kind { kPut, kRemove, kUnknown };
  Kind kind = Kind::kPut;
  std::string_view entry_line;  // of kPut, a part of the record
  std::string name_space;       // of kRemove
  std::string run_id;
};
std::optional<JournalRecord> ParseRecord(std::string_view line);

}  // namespace lockstep::fetch
