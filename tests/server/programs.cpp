#include "tests/server/programs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace lockstep::fetch {
namespace {

void Append(std::vector<std::string>& words,
            const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
}

std::vector<std::string> Connection(const DevServer& server) {
  return {"--address", server.address(), "--namespace", server.name_space()};
}

std::vector<WorkflowRun> ListOnce(const DevServer& server,
                                  const std::string& query) {
  std::vector<WorkflowRun> runs;
  std::string token;
  do {
    const nlohmann::json page = server.wire().Must(
        "ListWorkflowExecutions",
        {{"pageSize", 1000}, {"nextPageToken", token}, {"query", query}});
    for (const auto& info : page.value("executions", nlohmann::json::array())) {
      const auto& execution = info.at("execution");
      runs.push_back({execution.at("workflowId"), execution.at("runId")});
    }
    token = page.value("nextPageToken", "");
  } while (!token.empty());
  std::sort(runs.begin(), runs.end());
  return runs;
}

}  // namespace

Finished Temporal(const DevServer& server, std::vector<std::string> words) {
  words.insert(words.begin(), TemporalCli());
  Append(words, Connection(server));
  // Thousands of them run, each for 20 ms.
  return RunProgram(words, {"GOGC=off", "GOMAXPROCS=1"});
}

std::vector<std::string> FetchCommand(const DevServer& server,
                                      std::vector<std::string> words) {
  words.insert(words.begin(), LOCKSTEP_FETCH_PROGRAM);
  Append(words, Connection(server));
  return words;
}

Finished Fetch(const DevServer& server, std::vector<std::string> words) {
  return RunProgram(FetchCommand(server, std::move(words)));
}

Finished FetchOffline(std::vector<std::string> words) {
  words.insert(words.begin(), LOCKSTEP_FETCH_PROGRAM);
  return RunProgram(std::move(words));
}

std::string Show(const DevServer& server, const WorkflowRun& run) {
  const Finished shown =
      Temporal(server, {"workflow", "show", "--workflow-id=" + run.workflow_id,
                        "--run-id=" + run.run_id, "--output=json"});
  EXPECT_EQ(shown.exit_code, 0) << run.workflow_id << ": " << shown.err;
  return shown.exit_code == 0 ? shown.out : "";
}

std::vector<WorkflowRun> ListRuns(const DevServer& server, size_t wanted,
                                  const std::string& query) {
  // Visibility is eventually consistent.
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  std::vector<WorkflowRun> runs = ListOnce(server, query);
  while (runs.size() != wanted && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    runs = ListOnce(server, query);
  }
  EXPECT_EQ(runs.size(), wanted);
  return runs;
}

}  // namespace lockstep::fetch
