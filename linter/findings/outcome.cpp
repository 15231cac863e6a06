#include "linter/findings/outcome.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace lockstep::lint {
namespace {

template <class T>
T At(const std::vector<T>& values, size_t index) {
  return index < values.size() ? values[index] : T();
}

// The chain of another entry is not known hop by hop: its first and last are.
std::vector<Hop> ShortChain(const Finding& finding) {
  std::vector<Hop> chain;
  if (finding.entry_place.Known()) {
    chain.push_back({finding.entry_place,
                     fmt::format("{} '{}' starts here", NameOf(finding.role),
                                 finding.entry)});
  }
  if (finding.chain.size() > 1) chain.push_back(finding.chain.back());
  return chain;
}

}  // namespace

Counts Count(const std::vector<Finding>& findings) {
  Counts counts;
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::kError) ++counts.errors;
    if (finding.severity == Severity::kWarning) ++counts.warnings;
    if (finding.severity == Severity::kNote) ++counts.notes;
  }
  return counts;
}

void SortFindings(std::vector<Finding>& findings) {
  const auto key = [](const Finding& f) {
    return std::tie(f.place, f.rule->code, f.entry, f.message, f.fingerprint);
  };
  std::sort(
      findings.begin(), findings.end(),
      [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
}

std::optional<Finding> WithoutEntries(const Finding& finding,
                                      const std::vector<bool>& gone) {
  if (std::find(gone.begin(), gone.end(), true) == gone.end()) return finding;
  Finding rest = finding;
  rest.other_entries.clear();
  rest.other_entry_places.clear();
  rest.other_fingerprints.clear();
  bool has_entry = !gone[0];
  for (size_t i = 0; i < finding.other_entries.size(); ++i) {
    if (gone[i + 1]) continue;
    const Place place = At(finding.other_entry_places, i);
    const std::string fingerprint = At(finding.other_fingerprints, i);
    if (has_entry) {
      rest.other_entries.push_back(finding.other_entries[i]);
      rest.other_entry_places.push_back(place);
      rest.other_fingerprints.push_back(fingerprint);
      continue;
    }
    has_entry = true;
    rest.entry = finding.other_entries[i];
    rest.entry_place = place;
    rest.fingerprint = fingerprint;
    rest.chain = ShortChain(rest);
  }
  if (!has_entry) return std::nullopt;
  return rest;
}

std::string_view NameOf(Severity severity) {
  switch (severity) {
    case Severity::kOff:
      return "off";
    case Severity::kNote:
      return "note";
    case Severity::kWarning:
      return "warning";
    case Severity::kError:
      return "error";
  }
  return "";
}

std::string_view NameOf(Role role) {
  switch (role) {
    case Role::kWorkflow:
      return "workflow";
    case Role::kQuery:
      return "query";
    case Role::kValidator:
      return "validator";
    case Role::kPredicate:
      return "predicate";
    case Role::kSideEffect:
      return "side-effect";
    case Role::kActivity:
      return "activity";
    case Role::kDetached:
      return "detached";
    case Role::kNever:
      return "never";
    case Role::kMain:
      return "main";
  }
  return "";
}

std::string_view NameOf(Horizon horizon) {
  switch (horizon) {
    case Horizon::kRun:
      return "run";
    case Horizon::kHost:
      return "host";
    case Horizon::kBuild:
      return "build";
  }
  return "";
}

std::string_view NameOf(FixKind kind) {
  switch (kind) {
    case FixKind::kNone:
      return "none";
    case FixKind::kCommandNeutral:
      return "command-neutral";
    case FixKind::kCommandAdding:
      return "command-adding";
  }
  return "";
}

}  // namespace lockstep::lint
