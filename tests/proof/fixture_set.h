// The project's own recorded histories, and the builds that made them:
// fixtures/proof.tsv has a line for each folder of them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "history/history.h"
#include "lockstep/build_abi.h"
#include "replayer/loading/workflow_build.h"
#include "tests/proof/event_list.h"

namespace lockstep::proof {

struct FixtureHistory {
  std::string profile;  // "core", "go"
  std::string build;    // "script", a target of fixtures/workflows
  std::string name;     // "user-grant-completed"
  std::string text;     // JSON
};

// Those of a profile, sorted by the lines of the table, then by name.
std::vector<FixtureHistory> FixtureHistories(const std::string& profile);

// All programs that the table names for a profile, by workflow type.
Json FixturePrograms(const std::string& profile);

// The oracle's histories of a profile, if it is there; see OracleRoot.
std::vector<FixtureHistory> OracleHistories(const std::string& profile);
Json OraclePrograms(const std::string& profile);
// $LOCKSTEP_ORACLE, or the folder beside the checkout.
std::string OracleRoot();

// A folder that goes away with the test.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Loads the builds of fixtures/workflows on first use and keeps them; those
// that interpret programs know the given ones. One of these in a process. The
// tools load builds in child processes only; here the test is such a process,
// and a build that takes it down has failed it.
class Builds {
 public:
  explicit Builds(const Json& programs);
  const LsBuild& Get(const std::string& name);

 private:
  Scratch scratch_;
  std::map<std::string, std::unique_ptr<replay::WorkflowBuild>> builds_;
};

// Of a well-formed text. Throws std::runtime_error if it cannot be loaded.
history::History Parse(std::string_view text, const std::string& name);
// "on program P": the type that the first event names.
void SetWorkflowType(const std::string& type, history::History& history);
std::string WorkflowType(const history::History& history);

std::string ReadBytes(const std::string& path);
std::string ReadGzip(const std::string& path);

}  // namespace lockstep::proof
