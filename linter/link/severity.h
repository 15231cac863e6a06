// How bad a finding is: the rule, where the value goes, and what the
// configuration says, in that order.
#pragma once

#include <string>

#include "linter/findings/finding.h"
#include "linter/link/link.h"

namespace lockstep::lint {

// Whether the value decides what the workflow does.
bool Matters(const ValueFlow& flow);

// Adds all of `other`; the worse sink keeps its place.
void Combine(ValueFlow& flow, const ValueFlow& other);

// By the rule's table for flows; its own severity where that says nothing.
Severity ByFlow(const Rule& rule, const ValueFlow& flow);
// "its value decides a branch"; empty if the rule does not look at flows.
std::string FlowText(const Rule& rule, const ValueFlow& flow);

// "error", "warning", "note"; else `otherwise`.
Severity ParseSeverity(const std::string& text, Severity otherwise);

Severity Lower(Severity severity);

// The profile of the toolchain, then what the user says about the rule.
Severity Configured(const Rule& rule, Severity severity,
                    const LinkOptions& options);

}  // namespace lockstep::lint
