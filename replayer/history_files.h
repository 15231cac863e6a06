// Finds the histories that a command line names.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "replayer/corpus_manifest.h"

namespace lockstep::replay {

// A history that is still to be read.
struct Input {
  std::string name;                 // a path, or "-" for stdin
  std::optional<std::string> text;  // of stdin
  CorpusEntry entry;                // what the manifest of its corpus says
  bool operator==(const Input&) const = default;
};

// What "-" stands for.
inline constexpr char kStdin[] = "-";

// Files as they are named, folders down to their last *.json and *.json.gz.
// Names that begin with a dot and manifest.jsonl are passed over in folders,
// and in a corpus everything but its histories. The result is sorted byte by
// byte by name and holds no file twice, so the order of `paths` has no effect.
// `text_of_stdin` goes with the name "-". Of files in a corpus, the manifest is
// asked; whether it is whole, only if a folder was named.
Result<std::vector<Input>> FindHistories(
    const std::vector<std::string>& paths,
    const std::optional<std::string>& text_of_stdin);

// The paths in the file of --files-from, one a line.
std::vector<std::string> SplitLines(const std::string& text);

// All of stdin, or of the file that `name` is.
Result<std::string> ReadAll(const std::string& name);

}  // namespace lockstep::replay
