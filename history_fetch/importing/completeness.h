// What an import may say about the corpus as a whole.
//
// What it was given and could not take is noted by name (left_out), and stays
// noted until a file of that name is imported or somebody says that it need not
// come: another import, which is about other files, takes nothing back. Before
// it begins, all that it was given is noted, since it may be killed.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/importing/import.h"
#include "history_fetch/importing/source_files.h"

namespace lockstep::fetch {

class Completeness {
 public:
  // What an import was asked for.
  struct Asked {
    const std::vector<std::string>& paths;  // as they were named
    const Sources& sources;                 // what they are
    LeftOut left_out = LeftOut::kIsNoted;
  };

  Completeness(const CorpusState& before, size_t size, const Asked& asked);

  void NoteFailed(const std::string& file) { failed_.insert(NameOf(file)); }
  void NoteRead(const std::string& file) { read_.insert(NameOf(file)); }

  CorpusState Meanwhile() const;
  CorpusState After(const ImportSummary& summary) const;

 private:
  // "exported/" and "./exported" are one.
  static std::string NameOf(const std::string& path);
  std::string ReasonMeanwhile() const;
  std::vector<std::string> LeftOutAfter(bool stopped) const;

  CorpusState before_;
  std::set<std::string> asked_;
  LeftOut accepting_;
  bool ours_ = false;           // the mark is an import's, or there is none
  std::string taken_over_;      // empty: nothing
  std::set<std::string> read_;  // whole, whatever came of it
  std::set<std::string> failed_;
};

}  // namespace lockstep::fetch
