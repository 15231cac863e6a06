// Histories of the official SDK: activities, updates, children, patches,
// continue-as-new, and runs that were reset.
#include <gtest/gtest.h>

#include <set>

#include "tests/server/corpus_files.h"
#include "tests/server/seeds.h"

namespace lockstep::fetch {
namespace {

struct Listed {
  WorkflowRun run;
  std::string type;
  bool completed = false;
};

std::vector<Listed> List(const DevServer& server) {
  std::vector<Listed> runs;
  std::string token;
  do {
    const auto page =
        server.wire().Must("ListWorkflowExecutions",
                           {{"pageSize", 1000}, {"nextPageToken", token}});
    for (const auto& info : page.value("executions", nlohmann::json::array())) {
      runs.push_back(
          {{info.at("execution").at("workflowId"),
            info.at("execution").at("runId")},
           info.at("type").at("name"),
           info.at("status") == "WORKFLOW_EXECUTION_STATUS_COMPLETED"});
    }
    token = page.value("nextPageToken", "");
  } while (!token.empty());
  return runs;
}

// As `lockstep-replay describe` would write it.
std::string Description(const std::vector<Listed>& runs) {
  std::set<std::string> types;
  for (const Listed& listed : runs) types.insert(listed.type);
  auto workflows = nlohmann::json::array();
  for (const std::string& type : types) workflows.push_back({{"name", type}});
  return nlohmann::json{{"format", 1}, {"workflows", workflows}}.dump();
}

TEST(ServerRecorded, AreDownloadedAsTheCommandLineShowsThem) {
  LOCKSTEP_NEEDS_SERVER();
  const auto server = DevServer::Start(
      {.name_space = "default", .search_attributes = {"OracleKey=Keyword"}});
  ASSERT_NE(server, nullptr);
  const TemporaryFolder folder;
  const Finished recorded =
      RunProgram({"python3", LOCKSTEP_SOURCE_DIR "/tests/server/record.py",
                  server->address(), "20261122", "120", folder.path()});
  if (recorded.exit_code == 77 && !ServerIsRequired()) {
    GTEST_SKIP() << recorded.err;
  }
  ASSERT_EQ(recorded.exit_code, 0) << recorded.err;
  // Some go on from an earlier task, in runs of their own.
  size_t resets = 0;
  for (const Listed& listed : List(*server)) {
    if (!listed.completed || resets == 12) continue;
    const char* type =
        resets % 2 == 0 ? "FirstWorkflowTask" : "LastWorkflowTask";
    const Finished reset = Temporal(
        *server,
        {"workflow", "reset", "--workflow-id", listed.run.workflow_id,
         "--run-id", listed.run.run_id, "--type", type, "--reason", "a test"});
    if (reset.exit_code == 0) ++resets;
  }
  EXPECT_EQ(resets, 12u);
  const std::vector<Listed> runs = List(*server);
  const std::string corpus = folder.path() + "/corpus";
  const std::string types = folder.path() + "/types.json";
  WriteFile(types, Description(runs));
  WriteFile(folder.path() + "/plan.toml", PlanOfAll({runs[0].type}));

  const Finished synced =
      Fetch(*server, {"sync", corpus, "--types-from", types});

  ASSERT_EQ(synced.exit_code, 0) << synced.err;
  EXPECT_GT(ReadManifest(corpus).size(), 120u);
  ExpectAsShown(*server, corpus);
  const Finished verified = FetchOffline({"verify", corpus});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  size_t chained = 0, reset_runs = 0;
  for (const auto& line : ReadManifest(corpus)) {
    if (line.contains("continued_run_id")) ++chained;
    if (line.contains("reset_base_run_id")) ++reset_runs;
  }
  EXPECT_GT(chained, 0u);
  EXPECT_GE(reset_runs, 12u);
}

}  // namespace
}  // namespace lockstep::fetch
