#include <cstddef>

#include "history/attributes.h"
#include "history/fields.h"
#include "history/payload_reader.h"

namespace lockstep::history {
namespace {

constexpr Field<WorkflowTask> kSdkMetadata[] = {
    {"coreUsedFlags", Member<&WorkflowTask::core_used_flags>},
    {"langUsedFlags", Member<&WorkflowTask::lang_used_flags>},
    {"sdkName", Member<&WorkflowTask::sdk_name>},
    {"sdkVersion", Member<&WorkflowTask::sdk_version>},
};

constexpr Field<WorkflowTask> kWorkflowTask[] = {
    {"taskQueue", Named<&WorkflowTask::task_queue>},
    {"scheduledEventId", Member<&WorkflowTask::scheduled_id>},
    {"startedEventId", Member<&WorkflowTask::started_id>},
    {"attempt", Member<&WorkflowTask::attempt>},
    {"identity", Member<&WorkflowTask::identity>},
    {"historySizeBytes", Member<&WorkflowTask::history_size>},
    {"suggestContinueAsNew", Member<&WorkflowTask::suggest_continue_as_new>},
    {"sdkMetadata", Inside<WorkflowTask, kSdkMetadata>},
    {"timeoutType", Enum<&WorkflowTask::timeout_type, EnumKind::kTimeoutType>},
    {"cause", Enum<&WorkflowTask::cause, EnumKind::kWorkflowTaskFailedCause>},
    {"newRunId", Member<&WorkflowTask::new_run_id>},
    {"baseRunId", Member<&WorkflowTask::base_run_id>},
    {"failure", Member<&WorkflowTask::failure>},
};

// Where a completed task may say which build of the worker ran it.
struct BuildIds {
  std::string worker_version;
  std::string deployment;
  std::string worker_deployment_version;  // "<deployment>.<build>"
  std::string deployment_version;
};

constexpr Field<std::string> kBuildId[] = {
    {"buildId", [](std::string& id, Json json,
                   Reading& reading) { return Read(json, id, reading); }},
};

template <std::string BuildIds::*kMember>
bool WithBuildId(BuildIds& ids, Json json, Reading& reading) {
  return ReadFields<std::string>(json, kBuildId, ids.*kMember, reading);
}

constexpr Field<BuildIds> kBuildIds[] = {
    {"workerVersion", WithBuildId<&BuildIds::worker_version>},
    {"deployment", WithBuildId<&BuildIds::deployment>},
    {"workerDeploymentVersion", Member<&BuildIds::worker_deployment_version>},
    {"deploymentVersion", WithBuildId<&BuildIds::deployment_version>},
};

// The newer the field, the more it counts (replay-semantics 3.6).
std::string Strongest(const BuildIds& ids) {
  if (!ids.deployment_version.empty()) return ids.deployment_version;
  const std::string& version = ids.worker_deployment_version;
  const size_t dot = version.find('.');
  if (dot != version.npos) return version.substr(dot + 1);
  return ids.deployment.empty() ? ids.worker_version : ids.deployment;
}

}  // namespace

bool ReadWorkflowTask(Json json, Attributes& attributes, Reading& reading) {
  auto& task = attributes.emplace<WorkflowTask>();
  if (!ReadFields<WorkflowTask>(json, kWorkflowTask, task, reading)) {
    return false;
  }
  if (reading.event_type != EventType::kWorkflowTaskCompleted) return true;
  BuildIds ids;
  if (!ReadFields<BuildIds>(json, kBuildIds, ids, reading)) return false;
  task.build_id = Strongest(ids);
  return true;
}

}  // namespace lockstep::history
