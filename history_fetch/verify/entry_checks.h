// Whether an entry of the manifest and its files agree.
#pragma once

#include <optional>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/verify/finding.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

class EntryChecks {
 public:
  // The corpus outlives it.
  explicit EntryChecks(const Corpus& corpus) : corpus_(corpus) {}

  std::vector<Finding> Run(const Entry& entry);

 private:
  void CheckName();
  void CheckMarks();
  std::optional<std::string> CheckFile();
  void CheckHistory(const std::string& text);
  void CheckProto();
  void Note();
  void Find(Check check, std::string message);

  const Corpus& corpus_;
  std::optional<rpc::Schema> schema_;  // loaded for the first .binpb
  const Entry* entry_ = nullptr;
  std::vector<Finding> findings_;
};

}  // namespace lockstep::fetch
