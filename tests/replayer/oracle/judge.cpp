#include "tests/replayer/oracle/judge.h"

#include <fmt/format.h>

#include <array>
#include <regex>
#include <string_view>

namespace lockstep::replay {
namespace {

constexpr char kOk[] = "ok";
constexpr char kNondeterminism[] = "nondeterminism";
constexpr char kIdentity[] = "identity";

// Verdicts that the engine should reach.
struct Expected {
  std::string verdict;
  std::string strict_verdict;
  std::string core_verdict;
};

std::string Translate(const std::string& official) {
  if (official == "task-failure") return "workflow-task-failure";
  return official == "other" ? kNondeterminism : official;
}

Expected ExpectedOf(const Case& expected) {
  const std::string official = Translate(expected.official);
  if (expected.strict_reason.empty()) return {official, official, official};
  if (expected.strict_reason == kIdentity) {
    return {kOk, kNondeterminism, kOk};
  }
  return {kNondeterminism, kNondeterminism, kOk};
}

std::string Compare(std::string_view what, const std::string& expected,
                    const std::string& actual) {
  if (expected == actual) return "";
  return fmt::format("{}{} instead of {}; ", what, actual, expected);
}

std::string Disagreement(const Case& expected, const Outcome& outcome) {
  const Expected wanted = ExpectedOf(expected);
  std::string text =
      Compare("", wanted.verdict, outcome.verdict) +
      Compare("--strict: ", wanted.strict_verdict, outcome.strict_verdict) +
      Compare("--compat=core: ", wanted.core_verdict, outcome.compat_verdict);
  if (expected.official == "other") {
    text += Compare("--compat=core: ", "illegal-transition",
                    outcome.compat_difference);
  }
  if (expected.strict_reason == kIdentity && !outcome.target_finding) {
    text += "no target finding; ";
  }
  if (expected.edit == kUnedited && outcome.findings != 0) {
    text += "findings on its own program; ";
  }
  return text.empty() ? "" : text + outcome.message;
}

void Count(const Case& expected, bool agrees, Agreements& row) {
  ++row.pairs;
  if (!agrees) {
    ++row.disagreements;
  } else if (expected.strict_reason == kIdentity) {
    ++row.strict_identity;
  } else if (!expected.strict_reason.empty()) {
    ++row.strict_list;
  } else if (expected.official == kOk) {
    ++row.ok;
  } else if (expected.official == kNondeterminism) {
    ++row.nondeterminism;
  } else {
    ++row.other;
  }
}

std::string Line(const std::string& edit, const Agreements& row) {
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", edit,
                     row.pairs, row.ok, row.nondeterminism, row.strict_list,
                     row.strict_identity, row.other, row.disagreements);
}

}  // namespace

std::string Tally::Judge(const Case& expected,
                         const std::optional<Outcome>& outcome) {
  const std::string disagreement =
      outcome ? Disagreement(expected, *outcome)
              : "no answer: the process that replayed it died";
  Count(expected, disagreement.empty(), by_edit_[expected.edit]);
  Count(expected, disagreement.empty(), total_);
  return disagreement;
}

std::string Tally::Table() const {
  std::string text =
      "| Edit | Pairs | ok | nondeterminism | strict: lists | strict: identity "
      "| other | disagreements |\n|---|---|---|---|---|---|---|---|\n";
  for (const auto& [edit, row] : by_edit_) text += Line(edit, row);
  return text + Line("**all**", total_);
}

bool SameMessage(const Case& expected, const Outcome& outcome) {
  static const std::regex kLongEvent(
      R"(HistoryEvent \{ event_id: (\d+), .* event_type: (\w+),.*)");
  constexpr std::string_view kPrefix = "[TMPRL1100] Nondeterminism error: ";
  const std::string official = std::regex_replace(expected.message, kLongEvent,
                                                  "HistoryEvent(id: $1, $2)");
  return official == std::string(kPrefix) + outcome.compat_message;
}

}  // namespace lockstep::replay
