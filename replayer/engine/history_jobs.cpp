#include "replayer/engine/history_jobs.h"

#include "replayer/engine/random_seed.h"

namespace lockstep::replay {

using history::EventType;

std::optional<Job> JobOf(const history::Event& event) {
  Job job;
  if (event.type == EventType::kWorkflowExecutionStarted) {
    job.kind = LS_JOB_START;
    return job;
  }
  if (event.type == EventType::kWorkflowExecutionSignaled) {
    const auto& signal = std::get<history::WorkflowSignaled>(event.attributes);
    job.kind = LS_JOB_SIGNAL;
    job.name = signal.signal_name;
    job.payloads = &signal.input;
    job.headers = &signal.header;
    return job;
  }
  if (event.type == EventType::kWorkflowExecutionCancelRequested) {
    job.kind = LS_JOB_CANCEL_WORKFLOW;
    job.name = std::get<history::CancelRequested>(event.attributes).cause;
    return job;
  }
  if (event.type == EventType::kWorkflowTaskFailed) {
    const auto& failed = std::get<history::WorkflowTask>(event.attributes);
    if (failed.cause == "WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW") {
      job.kind = LS_JOB_RANDOM_SEED;
      job.number = RandomSeed(failed.new_run_id);
      return job;
    }
  }
  return std::nullopt;
}

Job UpdateJob(const history::WorkflowUpdate& accepted,
              const history::WorkflowUpdate& request) {
  Job job;
  job.kind = LS_JOB_UPDATE;
  job.name = request.name;
  job.instance = accepted.protocol_instance_id;
  job.id = request.update_id.empty() ? job.instance : request.update_id;
  job.payloads = &request.input;
  job.headers = &request.header;
  return job;
}

}  // namespace lockstep::replay
