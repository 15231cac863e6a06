#include "linter/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>
#include <unordered_set>

#include "linter/findings/baseline.h"
#include "linter/findings/suppress.h"

namespace lockstep::lint {
namespace {

Result<std::map<std::string, Severity>> BySlug(const Settings& settings,
                                               const RuleBook& book) {
  std::map<std::string, Severity> severities;
  for (const auto& [name, severity] : settings.severities) {
    const Rule* const rule = book.FindRule(name);
    if (rule == nullptr) {
      return Fail(
          fmt::format("{}: 'severity' names '{}', which is no rule; "
                      "lockstep-lint list-rules names them all",
                      settings.config_path, name));
    }
    severities[rule->slug] = severity;
  }
  return severities;
}

// std::regex throws; nothing else of ours does.
Result<std::optional<std::regex>> Compile(const std::string& pattern,
                                          const char* option) {
  if (pattern.empty()) return std::nullopt;
  try {
    return std::regex(pattern, std::regex::extended);
  } catch (const std::regex_error&) {
    return Fail(fmt::format("{}: '{}' is no extended regular expression",
                            option, pattern));
  }
}

class HeaderFilter {
 public:
  static Result<HeaderFilter> Make(const Settings& settings,
                                   const std::vector<Unit>& units) {
    HeaderFilter filter;
    auto only = Compile(settings.header_filter, "--header-filter");
    auto out =
        Compile(settings.exclude_header_filter, "--exclude-header-filter");
    if (!only) return tl::unexpected(only.error());
    if (!out) return tl::unexpected(out.error());
    filter.only_ = std::move(*only);
    filter.out_ = std::move(*out);
    for (const Unit& unit : units) filter.main_files_.insert(unit.path);
    return filter;
  }

  bool Shows(const Finding& finding) const {
    const std::string& file = finding.place.file;
    if (main_files_.contains(file)) return true;
    if (only_ && !std::regex_search(file, *only_)) return false;
    return !out_ || !std::regex_search(file, *out_);
  }

 private:
  std::optional<std::regex> only_, out_;
  std::set<std::string> main_files_;
};

// Findings that have to do with the files that were named: a step of the chain
// lies in one, or all of it in headers that one includes.
class NamedFiles {
 public:
  explicit NamedFiles(const Collected& collected)
      : all_(collected.named.empty()) {
    const std::set<std::string> named(collected.named.begin(),
                                      collected.named.end());
    for (const std::string& file : named) named_.AddFile(file);
    for (const Unit& unit : collected.units) {
      if (!named.contains(unit.path)) {
        others_.AddFile(unit.path);
        continue;
      }
      included_.insert(unit.files.begin(), unit.files.end());
    }
  }

  bool Concern(const Finding& finding) const {
    if (all_ || named_.Touches(finding)) return true;
    return !others_.Touches(finding) && included_.contains(finding.place.file);
  }

 private:
  bool all_;
  LineSet named_, others_;
  std::unordered_set<std::string> included_;
};

LinkOptions MakeLinkOptions(const Settings& settings,
                            const std::map<std::string, Severity>& severities) {
  LinkOptions options;
  options.unknown = settings.unknown;
  options.one_toolchain = settings.one_toolchain;
  options.one_architecture = settings.one_architecture;
  options.severities = severities;
  return options;
}

void KeepEnabled(std::vector<Finding>& findings, FileChoices& choices) {
  std::erase_if(findings, [&](const Finding& finding) {
    return finding.severity == Severity::kOff ||
           !choices.For(finding.place.file).checks.Contains(*finding.rule);
  });
}

void RaiseWarnings(std::vector<Finding>& findings, FileChoices& choices) {
  for (Finding& finding : findings) {
    const FileChoices::Choice& choice = choices.For(finding.place.file);
    if (finding.severity == Severity::kWarning &&
        choice.warnings_as_errors.Contains(*finding.rule)) {
      finding.severity = Severity::kError;
    }
  }
}

std::vector<Suppression> AllSuppressions(const std::vector<std::string>& files,
                                         Sources& sources) {
  std::vector<Suppression> all;
  for (const std::string& file : files) {
    const std::string* const text = sources.Text(file);
    if (text == nullptr) continue;
    for (Suppression& found : FindSuppressions(file, *text)) {
      all.push_back(std::move(found));
    }
  }
  return all;
}

Result<void> ApplyBaseline(const JudgeInput& input, Judged& judged) {
  const std::string& path = input.settings.baseline;
  if (path.empty() || !input.drop_baselined) return {};
  const auto baseline = ReadBaseline(path);
  if (!baseline) return tl::unexpected(baseline.error());
  Outcome& outcome = judged.outcome;
  const auto stale = Apply(*baseline, outcome.findings, outcome.silenced);
  if (stale.empty() || !input.complete) return {};
  judged.stale_baseline = true;
  for (const BaselineEntry& entry : stale) {
    outcome.remarks.push_back(
        fmt::format("{}: {} in {} ('{}', workflow '{}') is not found any more",
                    path, entry.rule, entry.file, entry.symbol, entry.entry));
  }
  outcome.remarks.push_back(fmt::format(
      "the baseline has {} that nothing needs; --write-baseline {} drops {}",
      stale.size() == 1 ? "an entry" : fmt::format("{} entries", stale.size()),
      path, stale.size() == 1 ? "it" : "them"));
  return {};
}

void FillCoverage(const Collected& collected, Coverage& coverage) {
  coverage.units = static_cast<uint32_t>(collected.units.size());
  coverage.units_failed = static_cast<uint32_t>(collected.failures.size());
  coverage.units_left_out = collected.left_out;
}

Outcome StartOutcome(const Collected& collected, const JudgeInput& input) {
  Outcome outcome;
  outcome.failures = collected.failures;
  outcome.one_toolchain = input.settings.one_toolchain;
  outcome.one_architecture = input.settings.one_architecture;
  for (const SdkProfile& profile : input.book.profiles) {
    outcome.profiles.push_back(profile.name);
  }
  return outcome;
}

}  // namespace

std::vector<std::string> UserFiles(const std::vector<Unit>& units) {
  std::unordered_set<std::string> seen;
  for (const Unit& unit : units) {
    seen.insert(unit.path);
    for (const FunctionFacts& function : unit.functions) {
      seen.insert(function.place.file);
      for (const Effect& effect : function.effects) {
        seen.insert(effect.place.file);
        if (effect.spelling.Known()) seen.insert(effect.spelling.file);
      }
    }
    for (const VariableFacts& variable : unit.variables) {
      seen.insert(variable.place.file);
    }
  }
  seen.erase("");
  std::vector<std::string> files(seen.begin(), seen.end());
  std::sort(files.begin(), files.end());
  return files;
}

Result<Judged> Judge(const Collected& collected, const JudgeInput& input) {
  const auto severities = BySlug(input.settings, input.book);
  if (!severities) return tl::unexpected(severities.error());
  const auto headers = HeaderFilter::Make(input.settings, collected.units);
  if (!headers) return tl::unexpected(headers.error());

  Judged judged{StartOutcome(collected, input)};
  Outcome& outcome = judged.outcome;
  Linked linked = Link(collected.units, input.book,
                       MakeLinkOptions(input.settings, *severities));
  outcome.coverage = linked.coverage;
  FillCoverage(collected, outcome.coverage);
  outcome.findings = std::move(linked.findings);
  KeepEnabled(outcome.findings, input.choices);

  const SuppressionContext context{
      input.book, input.today, input.complete && collected.failures.empty(),
      [&](const Rule& rule, const std::string& file) {
        return input.choices.For(file).checks.Contains(rule);
      },
      *severities};
  outcome.silenced = Suppress(
      outcome.findings,
      AllSuppressions(UserFiles(collected.units), input.sources), context);
  RaiseWarnings(outcome.findings, input.choices);
  if (const auto applied = ApplyBaseline(input, judged); !applied) {
    return tl::unexpected(applied.error());
  }
  const NamedFiles named(collected);
  std::erase_if(outcome.silenced, [&](const Silenced& silenced) {
    return !named.Concern(silenced.finding);
  });
  std::erase_if(outcome.findings, [&](const Finding& finding) {
    return !named.Concern(finding) || !headers->Shows(finding) ||
           (input.line_filter && !input.line_filter->Touches(finding)) ||
           (input.changed && !input.changed->Touches(finding));
  });
  if (const auto fine = input.choices.Check(input.book); !fine) {
    return tl::unexpected(fine.error());
  }
  return judged;
}

}  // namespace lockstep::lint
