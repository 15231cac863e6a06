// The cases of the differential oracle: histories, programs that they are
// replayed on, and what the official replayer said. The oracle's README.md has
// the files.
#pragma once

#include <string>
#include <vector>

namespace lockstep::replay {

// One history on one program.
struct Case {
  std::string history;
  std::string program;
  std::string edit;      // what was done to the program; kUnedited if nothing
  std::string official;  // "ok", "nondeterminism", "task-failure", "other"
  std::string message;   // the official one
  // How the task's command lists differ although the verdict is "ok": "extra",
  // "missing", "kind", "identity"; empty if they do not.
  std::string strict_reason;
  // Where the history is, in the case folder: "dropped" if the official engine
  // refuses it on its own program.
  std::string where = "histories";
};

inline constexpr char kUnedited[] = "(the history's own program)";
inline constexpr char kDropped[] = "(dropped: refused on its own program)";

struct CaseFolder {
  std::string name;  // "cases/probes"
  std::string path;
  std::vector<std::string> program_files;  // JSON
  std::vector<Case> cases;
};

// `root` is the oracle's folder. Files that are compressed there are
// decompressed into `scratch`. Of the cases that were not dropped, each
// kStride-th. Throws std::exception.
CaseFolder ReadCaseFolder(const std::string& root, const std::string& name,
                          const std::string& scratch);

}  // namespace lockstep::replay
