// Names of history files: `histories/<slug>/<shape8>-<id16>.json.gz`. Nothing
// in them was chosen by a stranger but the letters of a harmless type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "history_fetch/corpus/entry.h"

namespace lockstep::fetch {

inline constexpr char kHistories[] = "histories";

// The id is the beginning of a SHA-256 over the key, the type, the shape and
// the hash of the text: another text is another name, so a file never has to be
// replaced while the manifest still names the old one. It does not depend on
// what else is in the corpus.
std::string HistoryPath(const Entry& entry);

// The parts of such a path.
struct HistoryName {
  std::string slug;
  std::string file;  // "<shape8>-<id16>.json.gz"
  uint64_t id = 0;
};
// nullopt: no path that HistoryPath makes, say "../../etc/passwd".
std::optional<HistoryName> ParseHistoryPath(std::string_view path);

// Of a file in histories/<slug>/: nullopt if the name is none of ours.
struct HistoryFileName {
  uint64_t id = 0;
  bool proto = false;  // ".binpb", the second file of --keep-proto
};
std::optional<HistoryFileName> ParseHistoryFile(std::string_view file);

// "....json.gz" to "....binpb".
std::string ProtoName(std::string_view json_name);

// What TypeSlug can yield.
bool IsSlug(std::string_view name);

}  // namespace lockstep::fetch
