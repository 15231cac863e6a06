#include "history_fetch/verify/finding.h"

#include <algorithm>

namespace lockstep::fetch {

std::string_view Name(Check check) {
  switch (check) {
    case Check::kManifest:
      return "manifest";
    case Check::kFileName:
      return "file-name";
    case Check::kFile:
      return "file";
    case Check::kProto:
      return "proto";
    case Check::kHistory:
      return "history";
    case Check::kFacts:
      return "facts";
    case Check::kShape:
      return "shape";
    case Check::kRedaction:
      return "redaction";
    case Check::kStray:
      return "stray";
    case Check::kReplay:
      return "replay";
    case Check::kJournal:
      return "journal";
    case Check::kLeftOver:
      return "left-over";
    case Check::kUnfinished:
      return "unfinished";
    case Check::kComplete:
      return "complete";
    case Check::kUnknownFields:
      return "unknown-fields";
    case Check::kExternalRefs:
      return "external-refs";
    case Check::kOdd:
      return "odd";
  }
  return "";
}

bool IsProblem(Check check) { return check <= Check::kReplay; }

ExitCode CodeOf(const Verification& verification) {
  const bool problem = std::any_of(
      verification.findings.begin(), verification.findings.end(),
      [](const Finding& finding) { return IsProblem(finding.check); });
  if (problem) return ExitCode::kIntegrity;
  const bool whole = verification.histories > 0 && verification.state.complete;
  return whole ? ExitCode::kOk : ExitCode::kMinima;
}

}  // namespace lockstep::fetch
