#include "tests/workflow/fake_host.h"

#include <algorithm>

namespace lockstep::test {
namespace {

LsText Wire(const std::string& text) { return {text.data(), text.size()}; }

std::string Seconds(int64_t nanoseconds) {
  return std::to_string(nanoseconds / 1'000'000) + "ms";
}

std::string Inputs(const LsPayloads* payloads) {
  std::string text = "(";
  for (size_t i = 0; payloads != nullptr && i < payloads->count; ++i) {
    text += (i == 0 ? "" : ", ") + TextOf(&payloads->items[i]);
  }
  return text + ")";
}

void AddDuration(std::string& line, const char* name, int64_t value) {
  if (value != 0) line += " " + std::string(name) + "=" + Seconds(value);
}

void AddText(std::string& line, const char* name, LsText value) {
  if (value.size != 0) line += " " + std::string(name) + "=" + TextOf(value);
}

void AddNumber(std::string& line, const char* name, int64_t value) {
  if (value != 0) line += " " + std::string(name) + "=" + std::to_string(value);
}

void AddRetry(std::string& line, const LsRetryPolicy* retry) {
  if (retry == nullptr) return;
  AddDuration(line, "retry_initial", retry->initial_interval);
  AddNumber(line, "retry_attempts", retry->maximum_attempts);
  for (size_t i = 0; i < retry->non_retryable_type_count; ++i) {
    AddText(line, "final_type", retry->non_retryable_types[i]);
  }
}

void AddMap(std::string& line, const char* name, const LsPayloadMap* map) {
  if (map == nullptr) return;
  for (size_t i = 0; i < map->count; ++i) {
    line += " " + std::string(name) + "[" + TextOf(map->keys[i]) +
            "]=" + TextOf(&map->values[i]);
  }
}

std::string Describe(const LsActivityCommand& activity) {
  std::string line = " " + TextOf(activity.type) + Inputs(activity.input);
  AddText(line, "id", activity.id);
  AddText(line, "queue", activity.task_queue);
  AddDuration(line, "schedule_to_close", activity.schedule_to_close);
  AddDuration(line, "schedule_to_start", activity.schedule_to_start);
  AddDuration(line, "start_to_close", activity.start_to_close);
  AddDuration(line, "heartbeat", activity.heartbeat);
  AddRetry(line, activity.retry_policy);
  AddNumber(line, "cancellation", activity.cancellation_type);
  AddText(line, "summary", activity.summary);
  return line;
}

std::string Describe(const LsChildCommand& child) {
  std::string line = " " + TextOf(child.type) + Inputs(child.input);
  AddText(line, child.id_is_default != 0 ? "default_id" : "id",
          child.workflow_id);
  AddText(line, "queue", child.task_queue);
  AddMap(line, "memo", child.memo);
  AddMap(line, "attribute", child.search_attributes);
  AddDuration(line, "run_timeout", child.run_timeout);
  AddRetry(line, child.retry_policy);
  AddText(line, "cron", child.cron_schedule);
  AddNumber(line, "parent_close", child.parent_close_policy);
  AddNumber(line, "reuse", child.id_reuse_policy);
  AddNumber(line, "cancellation", child.cancellation_type);
  AddText(line, "summary", child.summary);
  AddText(line, "details", child.details);
  return line;
}

std::string Describe(const LsNextRunCommand& next) {
  std::string line = " " + Inputs(next.input);
  AddText(line, "type", next.type);
  AddText(line, "queue", next.task_queue);
  AddDuration(line, "run_timeout", next.run_timeout);
  AddMap(line, "memo", next.memo);
  return line;
}

std::string Describe(const LsLocalActivityCommand& local) {
  std::string line;
  AddNumber(line, "attempt", local.attempt);
  AddDuration(line, "first_scheduled", local.first_scheduled);
  AddDuration(line, "threshold", local.local_retry_threshold);
  return line;
}

std::string Describe(const LsExternalCommand& external) {
  std::string line;
  AddText(line, "namespace", external.workflow_namespace);
  AddText(line, "workflow", external.workflow_id);
  AddText(line, "run", external.run_id);
  AddText(line, "signal", external.name);
  if (external.input != nullptr) line += Inputs(external.input);
  AddText(line, "reason", external.reason);
  return line;
}

std::string Describe(const LsVersionCommand& version) {
  return " min=" + std::to_string(version.min) +
         " max=" + std::to_string(version.max) +
         " answer=" + std::to_string(version.answer) +
         (version.is_new != 0 ? " new" : "");
}

const char* NameOf(uint32_t kind) {
  constexpr const char* kNames[] = {"?",
                                    "SCHEDULE_ACTIVITY",
                                    "CANCEL_ACTIVITY",
                                    "START_TIMER",
                                    "CANCEL_TIMER",
                                    "START_CHILD",
                                    "CANCEL_CHILD",
                                    "SET_PATCH",
                                    "COMPLETE",
                                    "FAIL",
                                    "CONTINUE_AS_NEW",
                                    "CANCEL_CLOSE",
                                    "SCHEDULE_LOCAL",
                                    "CANCEL_LOCAL",
                                    "SIGNAL",
                                    "CANCEL_SIGNAL",
                                    "CANCEL_EXTERNAL",
                                    "UPSERT_ATTRIBUTES",
                                    "UPSERT_MEMO",
                                    "ACCEPT",
                                    "REJECT",
                                    "COMPLETE_UPDATE",
                                    "SCHEDULE_NEXUS",
                                    "CANCEL_NEXUS",
                                    "RECORD_VERSION",
                                    "RECORD_SIDE_EFFECT",
                                    "RECORD_MUTABLE_SIDE_EFFECT"};
  return kind < std::size(kNames) ? kNames[kind] : "?";
}

std::string Describe(const LsCommand& command) {
  std::string line = NameOf(command.kind);
  if (command.kind <= LS_COMMAND_CANCEL_CHILD ||
      (command.kind >= LS_COMMAND_SCHEDULE_LOCAL_ACTIVITY &&
       command.kind <= LS_COMMAND_CANCEL_EXTERNAL) ||
      command.kind >= LS_COMMAND_RECORD_SIDE_EFFECT) {
    line += " " + std::to_string(command.seq);
  }
  if (command.text.size != 0) line += " " + TextOf(command.text);
  if (command.deprecated != 0) line += " deprecated";
  if (command.payload != nullptr) line += " " + TextOf(command.payload);
  if (command.failure != nullptr) line += " " + TextOf(*command.failure);
  if (command.activity != nullptr) line += Describe(*command.activity);
  if (command.timer != nullptr) {
    line += " " + Seconds(command.timer->duration);
    AddText(line, "summary", command.timer->summary);
  }
  if (command.child != nullptr) line += Describe(*command.child);
  if (command.next_run != nullptr) line += Describe(*command.next_run);
  if (command.local != nullptr) line += Describe(*command.local);
  if (command.external != nullptr) line += Describe(*command.external);
  AddMap(line, "entry", command.entries);
  if (command.version != nullptr) line += Describe(*command.version);
  return line;
}

std::string StackOf(const LsPlace* places, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += (i == 0 ? "" : " < ") + TextOf(places[i]);
  }
  return text;
}

// "Task<int> ns::UserGrant(Context &, int)" -> "UserGrant", and a closure ->
// "lambda", on both compilers.
std::string BareName(std::string name) {
  if (name.find("lambda") != std::string::npos ||
      name.find("anonymous class") != std::string::npos) {
    return "lambda";
  }
  for (const std::string space : {"(anonymous namespace)::", "{anonymous}::"}) {
    const size_t found = name.find(space);
    if (found != std::string::npos) name.erase(found, space.size());
  }
  name = name.substr(0, name.find('('));
  const size_t start = name.find_last_of(" :");
  return start == std::string::npos ? name : name.substr(start + 1);
}

}  // namespace

std::string TextOf(LsText text) {
  return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

std::string TextOf(const LsPayload* payload) {
  const std::string encoding =
      payload->metadata_count == 0 ? "" : TextOf(payload->metadata[0].value);
  if (encoding == "json/plain") return TextOf(payload->data);
  return "<" + encoding + ">" + TextOf(payload->data);
}

std::string TextOf(const LsFailure& failure) {
  constexpr const char* kKinds[] = {"?",        "application", "canceled",
                                    "timeout",  "terminated",  "server",
                                    "activity", "child"};
  std::string text = kKinds[failure.kind];
  text += " '" + TextOf(failure.message) + "'";
  if (failure.type.size != 0) text += " type=" + TextOf(failure.type);
  if (failure.non_retryable != 0) text += " final";
  if (failure.timeout_kind != 0) {
    text += " timeout=" + std::to_string(failure.timeout_kind);
  }
  if (failure.details != nullptr && failure.details->count != 0) {
    text += " details=" + Inputs(failure.details);
  }
  if (failure.cause != nullptr) text += " <- " + TextOf(*failure.cause);
  return text;
}

std::string TextOf(const LsPlace& place) {
  return std::to_string(place.line) + " " + BareName(TextOf(place.function));
}

WirePayloads::WirePayloads(Lines texts, std::string encoding)
    : texts_(std::move(texts)), encoding_(std::move(encoding)) {
  static const std::string key = "encoding";
  encoding_entry_ = {Wire(key), Wire(encoding_)};
  for (const std::string& text : texts_) {
    items_.push_back({&encoding_entry_, 1, Wire(text)});
  }
  payloads_.size = sizeof payloads_;
  payloads_.items = items_.data();
  payloads_.count = items_.size();
}

Instance::Instance(const LsBuild* build, std::string type, Lines input,
                   const MoreInfo& more)
    : build_(build) {
  host_.size = sizeof host_;
  host_.context = this;
  host_.command = &OnCommand;
  host_.waiting = &OnWaiting;
  host_.query_answer = &OnAnswer;
  host_.log = &OnLog;
  host_.problem = &OnProblem;
  host_.child_id_in_use = &OnChildIdInUse;
  WirePayloads payloads(std::move(input));
  LsWorkflowInfo info{};
  info.size = sizeof info;
  info.workflow_type = Wire(type);
  info.input = payloads.Get();
  info.attempt = 1;
  info.random_seed = 42;
  if (more) more(info);
  const LsStatus status = build->create(&info, &host_, &instance_);
  if (status != LS_STATUS_OK) {
    create_lines_ = {"status " + std::to_string(status) + ": " + lines_.back()};
  }
}

void Instance::Destroy() {
  if (instance_ != nullptr) build_->destroy(std::exchange(instance_, nullptr));
}

Lines Instance::Activate(std::vector<Job> jobs, Replaying replaying) {
  lines_.clear();
  stacks_.clear();
  kinds_.clear();
  std::vector<std::unique_ptr<WirePayloads>> payloads;
  std::vector<LsJob> wires;
  for (Job& job : jobs) {
    payloads.push_back(
        std::make_unique<WirePayloads>(job.arguments, job.encoding));
    LsJob wire{};
    wire.size = sizeof wire;
    wire.kind = job.kind;
    wire.seq = job.seq;
    wire.number = job.number;
    wire.name = Wire(job.name);
    wire.id = Wire(job.id);
    wire.payloads = payloads.back()->Get();
    wire.failure = job.failure ? job.failure->Get() : nullptr;
    wire.instance = Wire(job.instance);
    wire.attempt = job.attempt;
    wire.first_scheduled = job.first_scheduled;
    wires.push_back(wire);
  }
  std::vector<const LsJob*> pointers;
  for (const LsJob& wire : wires) pointers.push_back(&wire);
  LsActivation activation{};
  activation.size = sizeof activation;
  activation.jobs = pointers.data();
  activation.job_count = pointers.size();
  activation.now = now;
  activation.history_length = 3;
  activation.replaying = replaying == Replaying::kYes ? 1 : 0;
  if (more) more(activation);
  const LsStatus status = build_->activate(instance_, &activation, &host_);
  if (status != LS_STATUS_OK) {
    lines_.back().insert(0, "status " + std::to_string(status) + ": ");
  }
  return lines_;
}

Lines Instance::Blocked() {
  lines_.clear();
  build_->blocked(instance_, &host_);
  return lines_;
}

void Instance::OnCommand(void* self, const LsCommand* command) {
  auto& instance = *static_cast<Instance*>(self);
  if (!instance.record_commands) return;
  instance.lines_.push_back(Describe(*command));
  instance.stacks_.push_back(StackOf(command->places, command->place_count));
  instance.kinds_.push_back(static_cast<LsCommandKind>(command->kind));
}

void Instance::OnWaiting(void* self, const LsWaiting* waiting) {
  static_cast<Instance*>(self)->lines_.push_back(
      TextOf(waiting->what) + " @ " +
      StackOf(waiting->places, waiting->place_count));
}

void Instance::OnAnswer(void* self, const LsQueryAnswer* answer) {
  std::string line = "ANSWER " + TextOf(answer->id);
  if (answer->payload != nullptr) line += " " + TextOf(answer->payload);
  if (answer->failure != nullptr) line += " " + TextOf(*answer->failure);
  static_cast<Instance*>(self)->lines_.push_back(line);
}

void Instance::OnLog(void* self, const LsLog* log) {
  static_cast<Instance*>(self)->lines_.push_back(
      "LOG " + std::to_string(log->level) + " " + TextOf(log->message));
}

int32_t Instance::OnChildIdInUse(void* self, LsText workflow_id) {
  const auto& ids = static_cast<Instance*>(self)->child_ids_in_use;
  return std::ranges::count(ids, TextOf(workflow_id)) == 0 ? 0 : 1;
}

void Instance::OnProblem(void* self, const LsProblem* problem) {
  auto& instance = *static_cast<Instance*>(self);
  instance.lines_.push_back(TextOf(problem->text));
  instance.stacks_.push_back(StackOf(problem->places, problem->place_count));
}

}  // namespace lockstep::test
