// A corpus in a folder of its own, a server in memory, and a plan for one type.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "history_fetch/sync/sync.h"
#include "tests/history_fetch/corpus/scratch.h"
#include "tests/history_fetch/memory_service.h"
#include "tests/rpc/client/sample_history.h"

namespace lockstep::fetch {

class SyncFixture : public testing::Test {
 protected:
  SyncFixture();

  // Run `number`; it began `number` minutes before now.
  void AddRun(int number, bool closed = true, int rounds = 1);
  rpc::ServedRun& RunAt(int number) {
    return service_.At(rpc::SampleRunId(number));
  }
  // Makes of an open run a longer one, or a closed one.
  void GoOn(int number, int rounds, bool closed);

  Stratum& stratum() { return plan_.strata.front(); }
  SyncServer Server();
  SyncOptions Options();
  // Opens the corpus, brings it to the plan, and closes it.
  SyncReport RunSync();
  // Only those of the plan's sources.
  SyncReport RunSync(const std::vector<std::string>& sources);
  SyncReport RunRefresh(bool with_plan = false);
  const StratumTally& Row(const SyncReport& report) const {
    return report.strata.at(0);
  }

  // What the corpus has, by their numbers.
  std::vector<int> Stored();
  Entry StoredEntry(int number);
  std::string PathOf(int number) {
    return scratch_.path() + "/c/" + StoredEntry(number).file;
  }
  // As if a policy had been applied to it.
  void Redact(int number);
  // Manifest and histories, by their paths.
  std::map<std::string, std::string> Bytes();
  CorpusState State();
  // As if something else had ended so.
  void Mark(const CorpusState& state);
  // The corpus is sound and its files are what the server has.
  void ExpectGood();

  // Every call of this kind about this run fails.
  void Fail(const std::string& method, int number, rpc::CallError::Kind kind);
  std::optional<rpc::CallError> Refuse(rpc::CallError::Kind kind) {
    return rpc::CallError{kind, "no such luck"};
  }

  static constexpr int64_t kNow = 1'795'000'000'000'000'000;
  const rpc::Schema schema_ = rpc::Schema::Embedded();
  Scratch scratch_;
  MemoryService service_{schema_};
  Plan plan_;
  int threads_ = 3;
  KeepProto keep_proto_ = KeepProto::kNo;
  StopSignal stop_;
  bool archived_ = false;
  bool accept_other_server_ = false;
  bool repair_ = false;
  std::string name_space_ = "default";
  int64_t now_ns_ = kNow;
};

}  // namespace lockstep::fetch
