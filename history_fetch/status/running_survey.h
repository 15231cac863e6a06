// The part of a status report that asks the server: what runs now and no
// history of the corpus speaks for (history-download 6.5, "blast radius").
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "history_fetch/failure.h"
#include "history_fetch/status/corpus_survey.h"
#include "history_fetch/status/report.h"
#include "rpc/client/service.h"

namespace lockstep::fetch {

struct RunningOptions {
  std::string source = "default";
  std::string server_version = {};
  std::string name_space = {};
  // Asked for beside those of the corpus. Servers cannot list types, so types
  // that only run are found in a sample of what else runs.
  std::vector<std::string> types = {};
  int64_t sample = 1000;  // executions of each type that are looked at
};

// Fills all of ServerStatus. It fails with the first call that does.
Outcome<ServerStatus> SurveyRunning(rpc::Service& service,
                                    const CorpusSurvey& corpus,
                                    const RunningOptions& options);

}  // namespace lockstep::fetch
