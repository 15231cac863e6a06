// Corpora for tests: a folder that goes away with the test, and entries whose
// files say which run they are.
#pragma once

#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"

namespace lockstep::fetch {

// A folder of its own under the test's temporary folder.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, const std::string& bytes);
// The paths of all regular files below `folder`, sorted, relative to it.
std::vector<std::string> FilesIn(const std::string& folder);

// The entry and the text of version `version` of run number `run`.
std::string TextOf(int run, int version);
Entry EntryOf(int run, int version = 0);
// Writes gzip of `text` as NewTemporary of the corpus.
std::string Temporary(Corpus& corpus, const std::string& text);
// Puts run `run` in.
Outcome<void> PutRun(Corpus& corpus, int run, int version = 0);

// What a corpus promises at any moment: every entry's file is there with the
// text it says, in the order of the keys; and, if a writer has opened it, no
// other files in histories/. Adds failures to the test.
void ExpectSound(const Corpus& corpus);
void ExpectNoStrays(const Corpus& corpus);

}  // namespace lockstep::fetch
