// Edits of sources. Command-neutral fixes may be applied in bulk; one that adds
// a command only alone, because runs in flight need a version gate for it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "linter/findings/outcome.h"
#include "linter/findings/sources.h"

namespace lockstep::lint {

struct FixedFiles {
  std::map<std::string, std::string> texts;  // path -> its new text
  std::vector<const Finding*> fixed;
  std::vector<const Finding*> refused;  // overlaps another, or out of the file
};

// The edits of all these findings together; equal edits are made once.
FixedFiles MakeFixes(const std::vector<const Finding*>& findings,
                     Sources& sources);

Result<void> WriteFiles(const std::map<std::string, std::string>& texts);

// "RULE@FILE:LINE".
struct FixRequest {
  std::string rule, file;
  uint32_t line = 0;
};
Result<FixRequest> ParseFixRequest(const std::string& text);
bool IsMeant(const FixRequest& request, const Finding& finding);

// For clang-apply-replacements, which applies all of it: edits of
// command-neutral fixes only.
std::string ExportFixes(const std::vector<Finding>& findings, Sources& sources);

}  // namespace lockstep::lint
