#include <cstdlib>
#include <utility>

#include "tests/history_fetch/redact/redacted_replay.h"

namespace lockstep::fetch {
namespace {

// Programs with every kind of command, recorded with real engines.
TEST_F(RedactedReplay, WhateverAWorkflowDoesItReplaysAsBefore) {
  for (const auto& [build, folder] :
       {std::pair("script/script", "oracle/core"),
        std::pair("script/script_go", "oracle/go")}) {
    std::filesystem::remove_all(scratch_.path());
    Fill(std::string(folder) + "/histories");
    setenv("LOCKSTEP_PROGRAMS",
           (kFixtures + std::string(folder) + "/programs.json").c_str(), 1);
    for (const char* policy :
         {"", "payloads = \"inbound\"\nworkflow_ids = \"pseudonym\""}) {
      const RedactReport report = Redact(policy, build);
      EXPECT_GT(report.verification.compared, 100);
      EXPECT_EQ(report.verification.compared, report.histories);
      for (const RedactReport::LeftOut& left_out : report.left_out) {
        ADD_FAILURE() << left_out.file << ": " << left_out.why;
      }
    }
    unsetenv("LOCKSTEP_PROGRAMS");
  }
}

}  // namespace
}  // namespace lockstep::fetch
