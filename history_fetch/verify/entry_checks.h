// Whether an entry of the manifest and its files agree.
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/verify/finding.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

// Loaded for the first .binpb, on whichever thread meets it.
class LazySchema {
 public:
  const rpc::Schema& Get() {
    std::call_once(loaded_, [this] { schema_ = rpc::Schema::Embedded(); });
    return *schema_;
  }

 private:
  std::once_flag loaded_;
  std::optional<rpc::Schema> schema_;
};

// For one thread.
class EntryChecks {
 public:
  // Both outlive it.
  EntryChecks(const Corpus& corpus, LazySchema& schema)
      : corpus_(corpus), schema_(schema) {}

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
  LazySchema& schema_;
  const Entry* entry_ = nullptr;
  std::vector<Finding> findings_;
};

}  // namespace lockstep::fetch
