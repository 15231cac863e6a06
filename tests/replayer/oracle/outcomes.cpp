#include "tests/replayer/oracle/outcomes.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <variant>

#include "history/load.h"
#include "replayer/engine/replay.h"
#include "replayer/loading/workflow_build.h"

namespace lockstep::replay {

// Between the children and us.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Outcome, verdict, strict_verdict,
                                   compat_verdict, findings, target_finding,
                                   difference, compat_difference,
                                   compat_message, message)

namespace {

constexpr size_t kProcesses = 2;

bool IsTargetFinding(const Difference& finding) {
  return finding.tier == Tier::kTarget;
}

std::string Describe(const ReplayResult& result) {
  std::string text = result.message;
  if (result.divergence) {
    const Difference& difference = result.divergence->difference;
    text += " [" + std::string(Name(difference.kind)) + " task " +
            std::to_string(difference.task) + " event " +
            std::to_string(difference.event_id) + ": recorded '" +
            difference.recorded + "', produced '" + difference.produced + "']";
  }
  for (const Difference& finding : result.findings) {
    text += " (" + std::string(Name(finding.tier)) + ": " + finding.field +
            " '" + finding.recorded_value + "' now '" + finding.produced_value +
            "')";
  }
  return text;
}

Outcome ReplayOne(const history::History& history, const LsBuild& build) {
  const ReplayResult result = Replay(history, build, {}, nullptr);
  Outcome outcome;
  outcome.verdict = Name(result.verdict);
  outcome.strict_verdict = outcome.verdict;
  outcome.compat_verdict = outcome.verdict;
  if (result.divergence) {
    outcome.difference = Name(result.divergence->difference.kind);
  }
  // The options say what becomes of a difference; most cases have none.
  if (!result.findings.empty()) {
    ReplayOptions strict;
    strict.strict_targets = true;
    outcome.strict_verdict =
        Name(Replay(history, build, strict, nullptr).verdict);
  }
  const bool go = build.profile == LS_PROFILE_GO;
  if (go || result.verdict != Verdict::kOk) {
    ReplayOptions compat;
    compat.core_compatible = !go;
    compat.go_compatible = go;
    const ReplayResult official = Replay(history, build, compat, nullptr);
    outcome.compat_verdict = Name(official.verdict);
    if (official.divergence) {
      const Difference& difference = official.divergence->difference;
      outcome.compat_difference = Name(difference.kind);
      outcome.compat_message = difference.engine_message;
    }
  }
  outcome.findings = result.findings.size();
  outcome.target_finding =
      std::ranges::any_of(result.findings, &IsTargetFinding);
  outcome.message = Describe(result);
  return outcome;
}

Outcome Unloadable(const history::LoadError& error) {
  Outcome outcome;
  outcome.verdict = Name(Verdict::kInvalidHistory);
  outcome.message = error.message;
  return outcome;
}

// "on program P": the type that the first event names.
void SetWorkflowType(const std::string& type, history::History& history) {
  auto& attributes = history.events.front().attributes;
  std::get<history::WorkflowStarted>(attributes).workflow_type = type;
}

std::string Joined(const std::vector<std::string>& files) {
  std::string text;
  for (const auto& each : files) text += (text.empty() ? "" : ":") + each;
  return text;
}

std::string OutcomeFile(const std::string& scratch, size_t process) {
  return scratch + "/outcomes-" + std::to_string(process) + ".jsonl";
}

// In a child: every kProcesses-th history, on all its programs.
bool ReplayShare(const CaseFolder& folder, const std::string& build_path,
                 size_t process, const std::string& target) {
  setenv("LOCKSTEP_PROGRAMS", Joined(folder.program_files).c_str(), 1);
  std::atomic<LoadStage> stage;
  const auto build = WorkflowBuild::Load(build_path, stage);
  if (!build) {
    std::cerr << build.error().message << "\n";
    return false;
  }
  std::ofstream file(target);
  history::LoadResult history;
  size_t histories = 0;
  for (size_t i = 0; i < folder.cases.size(); ++i) {
    const Case& each = folder.cases[i];
    const bool is_new = i == 0 || each.history != folder.cases[i - 1].history;
    if (is_new) ++histories;
    if (histories % kProcesses != process) continue;
    if (is_new) {
      history = history::LoadHistory(
          folder.path + "/" + each.where + "/" + each.history + ".json.gz", {});
    }
    if (history) SetWorkflowType(each.program, *history);
    const Outcome outcome = history ? ReplayOne(*history, build->get())
                                    : Unloadable(history.error());
    // Flushed, so that what a crash follows is kept.
    file << nlohmann::json({{"case", i}, {"outcome", outcome}}) << std::endl;
  }
  return true;
}

void ReadOutcomes(const std::string& path,
                  std::vector<std::optional<Outcome>>& outcomes) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto record = nlohmann::json::parse(line);
    outcomes.at(record.at("case").get<size_t>()) =
        record.at("outcome").get<Outcome>();
  }
}

}  // namespace

std::vector<std::optional<Outcome>> ReplayCases(const CaseFolder& folder,
                                                const std::string& build,
                                                const std::string& scratch) {
  std::array<pid_t, kProcesses> children{};
  for (size_t i = 0; i < kProcesses; ++i) {
    children[i] = fork();
    if (children[i] != 0) continue;
    _exit(ReplayShare(folder, build, i, OutcomeFile(scratch, i)) ? 0 : 1);
  }
  std::vector<std::optional<Outcome>> outcomes(folder.cases.size());
  for (size_t i = 0; i < kProcesses; ++i) {
    int status = 0;
    waitpid(children[i], &status, 0);
    ReadOutcomes(OutcomeFile(scratch, i), outcomes);
  }
  return outcomes;
}

}  // namespace lockstep::replay
