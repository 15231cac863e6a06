// What a build says about itself, as a value.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "lockstep/build_abi.h"

namespace lockstep::replay {

struct WorkflowType {
  std::string name;
  std::vector<std::string> signals;
  std::vector<std::string> queries;
  std::vector<std::string> updates;
  bool operator==(const WorkflowType&) const = default;
};

struct Description {
  std::string path;  // as the user named it
  uint32_t abi = 0;
  std::string api_version;  // of the lockstep headers it was made with
  std::string profile;      // "core" or "go"
  uint32_t ids_from = 1;
  std::vector<WorkflowType> workflows;
  std::vector<std::string> activities;
  bool operator==(const Description&) const = default;
};

// `build` has passed CheckBuild().
Description Describe(const LsBuild& build, const std::string& path);

nlohmann::ordered_json ToJson(const Description& description);

// For text that ToJson() made in another process.
Result<Description> ParseDescription(const std::string& json);

// What `lockstep-replay describe` prints.
std::string DescriptionText(const Description& description);

}  // namespace lockstep::replay
