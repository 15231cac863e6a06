// The programs under test and beside it, on one server.
#pragma once

#include <string>
#include <vector>

#include "tests/server/child_process.h"
#include "tests/server/dev_server.h"

namespace lockstep::fetch {

// `temporal <words> --address ... --namespace ...`.
Finished Temporal(const DevServer& server, std::vector<std::string> words);

// lockstep-fetch, likewise.
std::vector<std::string> FetchCommand(const DevServer& server,
                                      std::vector<std::string> words);
Finished Fetch(const DevServer& server, std::vector<std::string> words);
// Without a server.
Finished FetchOffline(std::vector<std::string> words);

struct WorkflowRun {
  std::string workflow_id;
  std::string run_id;
  auto operator<=>(const WorkflowRun&) const = default;
};

// What `temporal workflow show -o json` writes. Empty, and the test has failed:
// it did not.
std::string Show(const DevServer& server, const WorkflowRun& run);

// All runs that visibility has, or that the query finds, sorted. Waits until
// there are as many as `wanted`.
std::vector<WorkflowRun> ListRuns(const DevServer& server, size_t wanted,
                                  const std::string& query = "");

}  // namespace lockstep::fetch
