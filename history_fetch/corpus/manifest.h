// manifest.jsonl: a header line, then a line for each history, by key.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "history_fetch/corpus/corpus.h"
#include "history_fetch/corpus/index.h"
#include "history_fetch/corpus/line_reader.h"

namespace lockstep::fetch {

inline constexpr char kManifestFile[] = "manifest.jsonl";

// {"lockstep_corpus":1,"complete":true,...} without its end; empty members but
// `complete` are left out.
std::string HeaderLine(const CorpusState& state);
// Messages begin with a verb or with what is wrong in the line.
Result<CorpusState> ParseHeader(std::string_view line);

// Reads all lines: the header to `state`, the entries to `index`. `name` stands
// in messages. kIntegrity, with the line's number, for whatever is not as we
// write it: a member of a newer format, lines out of order, a file's name that
// leads out of the corpus.
Outcome<void> ReadManifest(LineReader& lines, const std::string& name,
                           CorpusState& state, Index& index);

}  // namespace lockstep::fetch
