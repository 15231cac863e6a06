#include <cstddef>
#include <utility>

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

// A build of a worker, and the deployment it is of.
struct Version {
  std::string build;
  std::string deployment;
};

constexpr Field<Version> kVersion[] = {
    {"buildId", Member<&Version::build>},
    {"deploymentName", Member<&Version::deployment>},
};

// Where a completed task may say which build of the worker ran it.
struct Builds {
  Version worker_version;
  Version deployment;
  std::string worker_deployment_version;  // "<deployment>.<build>"
  Version deployment_version;
};

template <Version Builds::*kMember>
bool ReadVersion(Builds& builds, Json json, Reading& reading) {
  return ReadFields<Version>(json, kVersion, builds.*kMember, reading);
}

constexpr Field<Builds> kBuilds[] = {
    {"workerVersion", ReadVersion<&Builds::worker_version>},
    {"deployment", ReadVersion<&Builds::deployment>},
    {"workerDeploymentVersion", Member<&Builds::worker_deployment_version>},
    {"deploymentVersion", ReadVersion<&Builds::deployment_version>},
};

// The newer the field, the more it counts (replay-semantics 3.6).
Version Strongest(const Builds& builds) {
  if (!builds.deployment_version.build.empty()) {
    return builds.deployment_version;
  }
  const std::string& version = builds.worker_deployment_version;
  const size_t dot = version.find('.');
  if (dot != version.npos) {
    return {version.substr(dot + 1), version.substr(0, dot)};
  }
  return builds.deployment.build.empty() ? builds.worker_version
                                         : builds.deployment;
}

}  // namespace

bool ReadWorkflowTask(Json json, Attributes& attributes, Reading& reading) {
  auto& task = attributes.emplace<WorkflowTask>();
  if (!ReadFields<WorkflowTask>(json, kWorkflowTask, task, reading)) {
    return false;
  }
  if (reading.event_type != EventType::kWorkflowTaskCompleted) return true;
  Builds builds;
  if (!ReadFields<Builds>(json, kBuilds, builds, reading)) return false;
  Version version = Strongest(builds);
  if (!version.deployment.empty()) {
    task.deployment_version = version.deployment + ":" + version.build;
  }
  task.build_id = std::move(version.build);
  return true;
}

}  // namespace lockstep::history
