// One history in every form, and an import of files that a test writes.
#pragma once

#include <string>
#include <vector>

#include "history_fetch/importing/import.h"
#include "rpc/schema/schema.h"
#include "tests/history_fetch/corpus/scratch.h"

namespace lockstep::fetch {

inline constexpr char kSampleRun[] = "01a20097-b47a-73f3-8660-f5c560bdd73e";

const rpc::Schema& EmbeddedSchema();

// The events of a run that has completed, as `get` prints them; without the
// last `without`, it goes on.
std::string SampleText(int without = 0);
// The same as a message, and as its bytes.
std::unique_ptr<rpc::Message> SampleMessage(int without = 0);
std::string SampleBinary(int without = 0);
// {"eventId": "1", ...} each, compact.
std::vector<std::string> SampleEvents(int without = 0);
// {"events": [...]}, compact.
std::string SampleCompact(int without = 0);
// The bytes with their length in front.
std::string Delimited(const std::string& bytes);
// The bytes as field 1 of a message.
std::string AsFieldOne(const std::string& bytes);

// A corpus, files to import into it, and what was reported.
class ImportBench {
 public:
  // Writes a file; yields its path.
  std::string File(const std::string& name, const std::string& bytes);
  std::string Path(const std::string& name) const { return scratch_ / name; }
  const std::string& folder() const { return folder_; }

  Outcome<ImportSummary> Import(const std::vector<std::string>& paths,
                                ImportOptions options = {});
  // What Import reported.
  const std::vector<Imported>& reports() const { return reports_; }

  CorpusState State() const;
  std::vector<Entry> Entries() const;
  std::string TextOf(const Entry& entry) const;

 private:
  const Scratch scratch_;
  const std::string folder_ = scratch_ / "corpus";
  std::vector<Imported> reports_;
};

}  // namespace lockstep::fetch
