// The official Go engine as judge: every case of `cases-go` gets its verdict
// with --compat=go; by default, what it misses is nondeterminism.
// docs/conformance.md explains method and figures.
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>

#include "gtest/gtest.h"
#include "tests/proof/sanitized.h"
#include "tests/replayer/oracle/cases.h"
#include "tests/replayer/oracle/outcomes.h"
#include "tests/replayer/oracle/scratch.h"

namespace lockstep::replay {
namespace {

constexpr std::array kFolders = {"cases-go", "cases-go/probes"};

// What official `other` is: the history closed, the code did not.
std::string Translate(const std::string& official) {
  return official == "other" ? "nondeterminism" : official;
}

// What is wrong with the outcome; empty if engine and oracle agree.
std::string Disagreement(const Case& expected,
                         const std::optional<Outcome>& outcome) {
  if (!outcome) return "no answer: the process that replayed it died";
  const std::string official = Translate(expected.official);
  std::string text;
  if (outcome->compat_verdict != official) {
    text +=
        fmt::format("--compat=go: {} ({}) instead of {}; ",
                    outcome->compat_verdict, outcome->compat_message, official);
  }
  // What the official engine refuses of its own recorder's is its own fault.
  const std::string ours = expected.edit == kDropped ? "ok" : official;
  const bool stricter = official == "ok" &&
                        outcome->verdict == "nondeterminism" &&
                        expected.edit != kUnedited;
  if (outcome->verdict != ours && !stricter) {
    text += fmt::format("{} instead of {}; ", outcome->verdict, ours);
  }
  if (expected.edit == kUnedited && outcome->findings != 0) {
    text += "findings on its own program; ";
  }
  return text.empty() ? "" : text + outcome->message;
}

struct Agreements {
  size_t pairs = 0;
  size_t ok = 0;
  size_t refused = 0;
  std::map<std::string, size_t> stricter;  // by kind of difference
  size_t disagreements = 0;
};

TEST(GoOracle, ReachesTheOfficialVerdictOnEveryCase) {
  if (!std::filesystem::exists(OracleRoot())) {
    GTEST_SKIP() << OracleRoot() << " is not there; set LOCKSTEP_ORACLE";
  }

  const Scratch scratch;
  std::map<std::string, Agreements> rows;
  for (const char* const name : kFolders) {
    const CaseFolder folder =
        ReadCaseFolder(OracleRoot(), name, scratch.path());
    const auto outcomes =
        ReplayCases(folder, LOCKSTEP_SCRIPT_GO_BUILD, scratch.path());
    for (size_t i = 0; i < folder.cases.size(); ++i) {
      const Case& each = folder.cases[i];
      const std::string wrong = Disagreement(each, outcomes[i]);
      Agreements& row = rows[each.edit];
      ++row.pairs;
      if (!wrong.empty()) {
        ++row.disagreements;
        ADD_FAILURE() << name << "\t" << each.history << "\t" << each.program
                      << " (" << each.edit << "): " << wrong
                      << "\n  official: " << each.official << " "
                      << each.message;
      } else if (outcomes[i]->compat_verdict != "ok") {
        ++row.refused;
      } else if (outcomes[i]->verdict == "ok") {
        ++row.ok;
      } else {
        ++row.stricter[outcomes[i]->difference];
      }
    }
  }

  size_t pairs = 0;
  for (const auto& [edit, row] : rows) {
    std::string stricter;
    for (const auto& [kind, count] : row.stricter) {
      stricter += fmt::format("{} {} ", count, kind);
    }
    std::cout << fmt::format("| {} | {} | {} | {} | {} | {} |\n", edit,
                             row.pairs, row.ok, row.refused, stricter,
                             row.disagreements);
    pairs += row.pairs;
  }
  EXPECT_GT(pairs, 7'700u / proof::kStride) << "cases were lost";
  EXPECT_EQ(rows[kDropped].pairs, 5u);
}

}  // namespace
}  // namespace lockstep::replay
