// What a fix puts in place of a call.
#pragma once

#include <string>
#include <vector>

#include "linter/rules/model.h"
#include "linter/rules/profile.h"

namespace lockstep::lint {

// The call as it is written, and the context that is visible where it stands.
struct ReplacedCall {
  std::string context;                 // "ctx"
  std::vector<std::string> arguments;  // source text
};

// The model's text with `{now}`, `{random}`, `{uuid}`, `{sleep}` as the SDK
// spells them, `{context}` and `{0}`, `{1}`: the arguments. Empty if the model
// has none, if the SDK has no such word, or if an argument is missing.
std::string ReplacementText(const Model& model, const SdkProfile& profile,
                            const ReplacedCall& call);

}  // namespace lockstep::lint
