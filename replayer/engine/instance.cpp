#include "replayer/engine/instance.h"

#include <utility>

#include "base/check.h"
#include "fmt/format.h"
#include "replayer/engine/marshal.h"
#include "replayer/engine/random_seed.h"

namespace lockstep::replay {
namespace {

// Tells the observer for the life of a call into the build.
class InWorkflowCode {
 public:
  explicit InWorkflowCode(Observer* observer) : observer_(observer) {
    if (observer_ != nullptr) observer_->EnterWorkflowCode();
  }
  ~InWorkflowCode() {
    if (observer_ != nullptr) observer_->LeaveWorkflowCode();
  }
  InWorkflowCode(const InWorkflowCode&) = delete;
  InWorkflowCode& operator=(const InWorkflowCode&) = delete;

 private:
  Observer* const observer_;
};

LsWorkflowInfo MakeInfo(const history::WorkflowStarted& started,
                        const RunIdentity& identity, Marshal& marshal) {
  LsWorkflowInfo info{};
  info.size = sizeof(info);
  info.workflow_type = Text(started.workflow_type);
  info.workflow_id = Text(identity.workflow_id);
  info.run_id = Text(identity.run_id);
  info.first_run_id = Text(started.first_execution_run_id);
  info.continued_run_id = Text(started.continued_execution_run_id);
  info.workflow_namespace = Text(identity.workflow_namespace);
  info.task_queue = Text(started.task_queue);
  info.parent_workflow_id = Text(started.parent.workflow_id);
  info.parent_run_id = Text(started.parent.run_id);
  info.cron_schedule = Text(started.cron_schedule);
  info.attempt = started.attempt;
  info.execution_timeout = Nanoseconds(started.execution_timeout);
  info.run_timeout = Nanoseconds(started.run_timeout);
  info.task_timeout = Nanoseconds(started.task_timeout);
  info.input = marshal.Payloads(started.input);
  info.memo = marshal.Map(started.memo);
  info.search_attributes = marshal.Map(started.search_attributes);
  info.headers = marshal.Map(started.header);
  info.random_seed = RandomSeed(identity.run_id);
  if (started.retry_policy) {
    info.retry_policy = marshal.Retry(*started.retry_policy);
  }
  if (!started.last_completion_result.empty()) {
    info.last_result = marshal.Payloads(started.last_completion_result);
  }
  if (started.continued_failure) {
    info.last_failure = marshal.Failure(*started.continued_failure);
  }
  return info;
}

}  // namespace

// Receives the build's callbacks during one call.
class Instance::Collector {
 public:
  explicit Collector(std::vector<Command>* commands,
                     const ChildIdInUse* child_id_in_use = nullptr)
      : commands_(commands), child_id_in_use_(child_id_in_use) {
    host_.size = sizeof(host_);
    host_.context = this;
    host_.command = &OnCommand;
    host_.waiting = &OnWaiting;
    host_.query_answer = [](void*, const LsQueryAnswer*) {};
    host_.log = [](void*, const LsLog*) {};
    host_.problem = &OnProblem;
    if (child_id_in_use != nullptr && *child_id_in_use != nullptr) {
      host_.child_id_in_use = &OnChildIdInUse;
    }
  }
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  const LsHost* host() const { return &host_; }
  const std::string& problem() const { return problem_; }
  const std::vector<Place>& problem_stack() const { return problem_stack_; }
  std::vector<Waiting> TakeWaiting() { return std::move(waiting_); }

 private:
  static Collector& From(void* context) {
    return *static_cast<Collector*>(context);
  }

  static void OnCommand(void* context, const LsCommand* command) {
    std::vector<Command>* commands = From(context).commands_;
    if (commands != nullptr) commands->push_back(CopyCommand(*command));
  }

  static int32_t OnChildIdInUse(void* context, LsText workflow_id) {
    const Collector& self = From(context);
    const bool used =
        (*self.child_id_in_use_)(CopyText(workflow_id), *self.commands_);
    return used ? 1 : 0;
  }

  static void OnWaiting(void* context, const LsWaiting* waiting) {
    From(context).waiting_.push_back(
        {CopyText(waiting->what),
         CopyPlaces(waiting->places, waiting->place_count)});
  }

  static void OnProblem(void* context, const LsProblem* problem) {
    From(context).problem_ = CopyText(problem->text);
    From(context).problem_stack_ =
        CopyPlaces(problem->places, problem->place_count);
  }

  LsHost host_{};
  std::vector<Command>* const commands_;
  const ChildIdInUse* const child_id_in_use_;
  std::vector<Waiting> waiting_;
  std::string problem_;
  std::vector<Place> problem_stack_;
};

Instance::~Instance() {
  if (instance_ == nullptr) return;
  const InWorkflowCode guard(observer_);
  build_.destroy(instance_);
}

Status Instance::Create(const history::WorkflowStarted& started,
                        int64_t start_time, const RunIdentity& identity) {
  LOCKSTEP_CHECK(instance_ == nullptr, "a run is created once");
  Marshal marshal;
  LsWorkflowInfo info = MakeInfo(started, identity, marshal);
  info.start_time = start_time;
  Collector collector(nullptr);
  const InWorkflowCode guard(observer_);
  const LsStatus status = build_.create(&info, collector.host(), &instance_);
  if (status == LS_STATUS_UNREGISTERED_TYPE) {
    return StopWith(
        Verdict::kUnregisteredType,
        fmt::format("the build registers no workflow type {}; register it, or "
                    "leave this history out with --type",
                    started.workflow_type));
  }
  return ToStatus(status, collector);
}

Status Instance::Activate(const std::vector<Job>& jobs, const TaskInfo& task,
                          std::vector<Command>& commands) {
  Marshal marshal;
  const std::span<const LsJob* const> items = marshal.Jobs(jobs);
  LsActivation activation{};
  activation.size = sizeof(activation);
  activation.jobs = items.data();
  activation.job_count = items.size();
  activation.now = task.now;
  activation.history_length = task.history_length;
  activation.history_size = task.history_size;
  activation.continue_as_new_suggested = task.continue_as_new_suggested ? 1 : 0;
  activation.replaying = task.replaying ? 1 : 0;
  activation.build_id = Text(task.build_id);
  if (task.sdk_flags != nullptr) {
    activation.sdk_flags = task.sdk_flags->data();
    activation.sdk_flag_count = task.sdk_flags->size();
  }
  Collector collector(&commands, &child_id_in_use_);
  const size_t before = commands.size();
  const LsStatus status = [&] {
    const InWorkflowCode guard(observer_);
    return build_.activate(instance_, &activation, collector.host());
  }();
  if (observer_ != nullptr) {
    for (size_t i = before; i < commands.size(); ++i) {
      observer_->Asked(commands[i]);
    }
  }
  return ToStatus(status, collector);
}

std::vector<Waiting> Instance::WhereItWaits() {
  if (instance_ == nullptr) return {};
  Collector collector(nullptr);
  const InWorkflowCode guard(observer_);
  build_.blocked(instance_, collector.host());
  return collector.TakeWaiting();
}

Status Instance::ToStatus(LsStatus status, const Collector& collector) const {
  if (status == LS_STATUS_OK) return {};
  Stop stop;
  stop.verdict = status == LS_STATUS_UNDECODABLE_PAYLOAD
                     ? Verdict::kUndecodablePayload
                     : Verdict::kWorkflowTaskFailure;
  stop.message = collector.problem().empty() ? "the build gives no reason"
                                             : collector.problem();
  stop.stack = collector.problem_stack();
  return tl::unexpected<Stop>(std::move(stop));
}

}  // namespace lockstep::replay
