// The official replay engine as judge: every case of the differential oracle
// gets the verdict that the official replayer gave. docs/conformance.md
// explains method and figures.
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "gtest/gtest.h"
#include "tests/proof/sanitized.h"
#include "tests/replayer/oracle/cases.h"
#include "tests/replayer/oracle/judge.h"
#include "tests/replayer/oracle/outcomes.h"
#include "tests/replayer/oracle/scratch.h"

namespace lockstep::replay {
namespace {

constexpr std::array kFolders = {"cases", "cases/probes", "cases/seeds",
                                 "cases-py", "cases-py/probes"};

std::string Key(const std::string& folder, const Case& each) {
  return folder + "\t" + each.history + "\t" + each.program;
}

// Disagreements that docs/conformance.md explains. Lines of folder, history,
// program, reason; the key is the first three.
std::map<std::string, std::string> KnownDisagreements() {
  std::map<std::string, std::string> known;
  std::ifstream file(LOCKSTEP_SOURCE_DIR
                     "/fixtures/oracle/known_disagreements.tsv");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with("#")) continue;
    const size_t end = line.rfind('\t');
    known[line.substr(0, end)] = line.substr(end + 1);
  }
  return known;
}

class Oracle : public testing::Test {
 protected:
  void Run(const CaseFolder& folder);
  void Check(const CaseFolder& folder, const Case& each,
             const std::optional<Outcome>& outcome);
  void Print() const;

  Scratch scratch_;
  Tally tally_;
  std::map<std::string, std::string> known_ = KnownDisagreements();
  size_t refusals_ = 0;  // by both engines
  size_t same_messages_ = 0;
};

void Oracle::Run(const CaseFolder& folder) {
  const auto outcomes =
      ReplayCases(folder, LOCKSTEP_SCRIPT_BUILD, scratch_.path());
  for (size_t i = 0; i < folder.cases.size(); ++i) {
    Check(folder, folder.cases[i], outcomes[i]);
  }
}

void Oracle::Check(const CaseFolder& folder, const Case& each,
                   const std::optional<Outcome>& outcome) {
  const std::string disagreement = tally_.Judge(each, outcome);
  if (outcome && each.official == "nondeterminism") {
    ++refusals_;
    if (SameMessage(each, *outcome)) ++same_messages_;
  }
  if (disagreement.empty()) return;
  if (known_.erase(Key(folder.name, each)) != 0) return;
  ADD_FAILURE() << Key(folder.name, each) << " (" << each.edit
                << "): " << disagreement << "\n  official: " << each.official
                << " " << each.message << " " << each.strict_reason;
}

void Oracle::Print() const {
  std::cout << tally_.Table() << "\n";
  std::cout << fmt::format(
      "--compat=core: {} of {} refusals in the official engine's words\n",
      same_messages_, refusals_);
}

TEST_F(Oracle, ReachesTheOfficialVerdictOnEveryCase) {
  if (!std::filesystem::exists(OracleRoot())) {
    GTEST_SKIP() << OracleRoot() << " is not there; set LOCKSTEP_ORACLE";
  }

  for (const char* const name : kFolders) {
    Run(ReadCaseFolder(OracleRoot(), name, scratch_.path()));
  }

  Print();
  EXPECT_GT(tally_.total().pairs, 18'000u / proof::kStride)
      << "cases were lost";
  EXPECT_EQ(same_messages_, refusals_) << "other words or another event";
  if (proof::kStride > 1) return;  // some are among those left out
  for (const auto& [key, reason] : known_) {
    ADD_FAILURE() << "no longer a disagreement: " << key << ": " << reason;
  }
}

}  // namespace
}  // namespace lockstep::replay
