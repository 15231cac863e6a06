// From the text of a file in rules/, or of the user's, to values.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "linter/rules/fields.h"
#include "linter/rules/model.h"
#include "linter/rules/profile.h"
#include "linter/rules/rule.h"

namespace lockstep::lint {

// `file` is how errors name it.
Result<Json> ParseJson(const std::string& file, std::string_view text);

Result<Rule> ReadRule(const std::string& file, const Json& json);
// A file of models: the functions and the containers of one library.
struct LibraryModels {
  std::vector<Model> models;
  std::vector<ContainerModel> containers;
};
Result<LibraryModels> ReadModels(const std::string& file, const Json& json);
Result<SdkProfile> ReadProfile(const std::string& file, const Json& json);

}  // namespace lockstep::lint
