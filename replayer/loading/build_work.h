// What the child processes of `run` and `describe` do: load the build, replay
// histories on it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "history/load.h"
#include "replayer/history_files.h"
#include "replayer/loading/workflow_build.h"
#include "replayer/process/forked_work.h"
#include "replayer/report/history_record.h"
#include "replayer/selection.h"

namespace lockstep::replay {

struct HistoryWork {
  std::vector<Input> inputs;
  Selection selection;
  history::LoadOptions load;  // its workflow_id is not used
  ReplayOptions replay;
};

class BuildWork final : public ForkedWork {
 public:
  BuildWork(std::string path, HistoryWork work)
      : path_(std::move(path)), work_(std::move(work)) {}

  // Answers with the build's Description as JSON.
  Result<std::string> Load(std::atomic<LoadStage>& stage) override;
  // Answers with a HistoryRecord.
  ItemRecord Run(size_t item, WorkerLink& link) override;

 private:
  HistoryRecord ReplayHistory(const Input& input, WorkerLink& link) const;

  const std::string path_;
  const HistoryWork work_;
  std::optional<WorkflowBuild> build_;
};

// The verdict on a history that could not be loaded.
ReplayResult Unloadable(const history::LoadError& error,
                        const std::string& name);

}  // namespace lockstep::replay
