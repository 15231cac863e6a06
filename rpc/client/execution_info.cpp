#include "rpc/client/execution_info.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "rpc/schema/fields.h"

namespace lockstep::rpc {
namespace {

// By the numbers of enums.v1.WorkflowExecutionStatus.
constexpr std::array<const char*, 9> kStatuses = {
    "",           "Running",        "Completed", "Failed", "Canceled",
    "Terminated", "ContinuedAsNew", "TimedOut",  "Paused"};

using Attributes = std::map<std::string, std::vector<std::string>>;

// A list of one may stand as its element.
std::vector<std::string> TextsOf(const std::string& json) {
  const auto value = nlohmann::json::parse(json, nullptr,
                                           /*allow_exceptions=*/false);
  if (value.is_string()) return {value.get<std::string>()};
  std::vector<std::string> texts;
  if (!value.is_array()) return texts;
  for (const nlohmann::json& element : value) {
    if (element.is_string()) texts.push_back(element.get<std::string>());
  }
  return texts;
}

Attributes ReadAttributes(const Message& info) {
  Attributes attributes;
  for (const Message* entry :
       GetRepeated(info, "search_attributes.indexed_fields")) {
    std::vector<std::string> texts = TextsOf(GetString(*entry, "value.data"));
    if (!texts.empty()) {
      attributes.emplace(GetString(*entry, "key"), std::move(texts));
    }
  }
  return attributes;
}

std::vector<std::string> ListOf(const Attributes& attributes,
                                const std::string& name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? std::vector<std::string>() : found->second;
}

std::string FirstOf(const Attributes& attributes, const std::string& name) {
  const std::vector<std::string> texts = ListOf(attributes, name);
  return texts.empty() ? "" : texts.front();
}

}  // namespace

ExecutionInfo ReadExecutionInfo(const Message& info) {
  ExecutionInfo run;
  run.execution = {GetString(info, "execution.workflow_id"),
                   GetString(info, "execution.run_id")};
  run.workflow_type = GetString(info, "type.name");
  const int status = GetEnum(info, "status");
  if (status >= 0 && static_cast<size_t>(status) < kStatuses.size()) {
    run.status = kStatuses[static_cast<size_t>(status)];
  }
  run.start_time_ns = GetNanos(info, "start_time");
  run.close_time_ns = GetNanos(info, "close_time");
  run.history_length = GetInt(info, "history_length");
  run.history_size_bytes = GetInt(info, "history_size_bytes", Age::kNewer);
  run.task_queue = GetString(info, "task_queue", Age::kNewer);
  run.first_run_id = GetString(info, "first_run_id", Age::kNewer);
  run.parent = {GetString(info, "parent_execution.workflow_id"),
                GetString(info, "parent_execution.run_id")};
  run.search_attributes = ReadAttributes(info);
  const Attributes& attributes = run.search_attributes;
  run.scheduled_by = FirstOf(attributes, "TemporalScheduledById");
  run.change_versions = ListOf(attributes, "TemporalChangeVersion");
  run.build_ids = ListOf(attributes, "BuildIds");
  run.deployment_version =
      FirstOf(attributes, "TemporalWorkerDeploymentVersion");
  return run;
}

}  // namespace lockstep::rpc
