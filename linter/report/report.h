// How an outcome is told: one function a format. All give the same bytes for
// the same outcome.
#pragma once

#include <string>

#include "linter/findings/outcome.h"
#include "linter/findings/sources.h"
#include "linter/rules/rule_book.h"

namespace lockstep::lint {

struct ReportContext {
  const RuleBook& book;
  Sources& sources;
  std::string root;     // paths below this folder are printed relative to it
  std::string version;  // of lockstep-lint
  bool colour = false;  // text only
  bool quiet = false;   // text and github: no summary, no coverage
};

// As a compiler prints them: message, source line with caret, notes.
std::string ReportText(const Outcome& outcome, const ReportContext& context);

// docs/lint-result.schema.json says what the fields mean.
std::string ReportJson(const Outcome& outcome, const ReportContext& context);

// SARIF 2.1.0, with the chain as a code flow.
std::string ReportSarif(const Outcome& outcome, const ReportContext& context);

// Workflow commands of GitHub Actions.
std::string ReportGithub(const Outcome& outcome, const ReportContext& context);

// reviewdog's diagnostic format.
std::string ReportRdjson(const Outcome& outcome, const ReportContext& context);

}  // namespace lockstep::lint
