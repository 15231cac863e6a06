#include "replayer/loading/description.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "replayer/loading/abi_text.h"

namespace lockstep::replay {
namespace {

using nlohmann::ordered_json;

std::vector<std::string> Texts(const LsText* texts, size_t count) {
  std::vector<std::string> copies;
  for (size_t i = 0; i < count; ++i) copies.push_back(Text(texts[i]));
  return copies;
}

std::string_view ProfileName(uint32_t profile) {
  if (profile == LS_PROFILE_GO) return "go";
  return profile == LS_PROFILE_CORE ? "core" : "unknown";
}

WorkflowType ParseWorkflow(const ordered_json& json) {
  return {json.at("name"), json.at("signals"), json.at("queries"),
          json.at("updates")};
}

std::string HandlerLine(std::string_view what,
                        const std::vector<std::string>& names) {
  if (names.empty()) return "";
  return fmt::format("      {:<9}{}\n", what, fmt::join(names, ", "));
}

}  // namespace

Description Describe(const LsBuild& build, const std::string& path) {
  Description description{.path = path,
                          .abi = build.abi,
                          .api_version = Text(build.api_version),
                          .profile = std::string(ProfileName(build.profile)),
                          .ids_from = build.ids_from,
                          .workflows = {},
                          .activities = {}};
  for (size_t i = 0; i < build.workflow_count; ++i) {
    const LsWorkflowType& type = *build.workflows[i];
    description.workflows.push_back({Text(type.name),
                                     Texts(type.signals, type.signal_count),
                                     Texts(type.queries, type.query_count),
                                     Texts(type.updates, type.update_count)});
  }
  for (size_t i = 0; i < build.activity_count; ++i) {
    description.activities.push_back(Text(build.activities[i]->name));
  }
  return description;
}

ordered_json ToJson(const Description& description) {
  ordered_json workflows = ordered_json::array();
  for (const WorkflowType& type : description.workflows) {
    workflows.push_back({{"name", type.name},
                         {"signals", type.signals},
                         {"queries", type.queries},
                         {"updates", type.updates}});
  }
  return {{"format", 1},
          {"build", description.path},
          {"abi", description.abi},
          {"api_version", description.api_version},
          {"profile", description.profile},
          {"ids_from", description.ids_from},
          {"workflows", std::move(workflows)},
          {"activities", description.activities}};
}

Result<Description> ParseDescription(const std::string& text) {
  try {
    const ordered_json json = ordered_json::parse(text);
    Description description{.path = json.at("build"),
                            .abi = json.at("abi"),
                            .api_version = json.at("api_version"),
                            .profile = json.at("profile"),
                            .ids_from = json.at("ids_from"),
                            .workflows = {},
                            .activities = json.at("activities")};
    for (const ordered_json& type : json.at("workflows")) {
      description.workflows.push_back(ParseWorkflow(type));
    }
    return description;
  } catch (const nlohmann::json::exception& e) {
    return Fail(std::string("a description that cannot be read: ") + e.what());
  }
}

std::string DescriptionText(const Description& description) {
  std::string text = fmt::format(
      "{}\n"
      "  made with lockstep {}, build ABI {}, profile {}, ids from {}\n",
      description.path, description.api_version, description.abi,
      description.profile, description.ids_from);
  text += "\n  workflows\n";
  if (description.workflows.empty()) text += "    none\n";
  for (const WorkflowType& type : description.workflows) {
    text += fmt::format("    {}\n", type.name);
    text += HandlerLine("signals", type.signals);
    text += HandlerLine("queries", type.queries);
    text += HandlerLine("updates", type.updates);
  }
  text += "\n  activities\n";
  if (description.activities.empty()) text += "    none\n";
  for (const std::string& name : description.activities) {
    text += fmt::format("    {}\n", name);
  }
  return text;
}

}  // namespace lockstep::replay
