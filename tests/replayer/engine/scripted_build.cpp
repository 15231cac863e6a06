#include "tests/replayer/engine/scripted_build.h"

#include <sstream>
#include <stdexcept>

namespace lockstep::replay {
namespace {

ScriptedBuild* alive = nullptr;

LsText View(const std::string& text) { return {text.data(), text.size()}; }

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) {
    parts.push_back(part);
  }
  return parts;
}

std::vector<std::string> Words(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

uint32_t Cancellation(const std::string& word) {
  if (word == "wait") return LS_CANCEL_WAIT;
  if (word == "abandon") return LS_CANCEL_ABANDON;
  if (word == "requested") return LS_CANCEL_WAIT_REQUESTED;
  return LS_CANCEL_TRY;
}

// One command on its way to the host, with what it points to.
class Sender {
 public:
  Sender(const LsHost& host, std::vector<std::string> words, bool go)
      : host_(host), words_(std::move(words)), go_(go) {
    command_.size = sizeof(command_);
    if (words_.size() > 1) text_ = words_[1];
    command_.seq = Seq();
    place_ = {View(file_), View(function_), 7};
    command_.places = &place_;
    command_.place_count = 1;
  }

  void Send() {
    const std::string& verb = words_.at(0);
    if (verb == "activity")
      Activity();
    else if (verb == "timer")
      Timer();
    else if (verb == "child" || verb == "default-child")
      Child();
    else if (verb == "local")
      LocalActivity();
    else if (verb == "signal-external" || verb == "cancel-external")
      External(verb);
    else if (verb == "nexus")
      Nexus();
    else if (verb == "upsert" || verb == "upsert-memo")
      Upsert(verb);
    else if (verb == "version")
      Version();
    else
      Simple(verb);
    host_.command(host_.context, &command_);
  }

 private:
  uint32_t Seq() const {
    const bool number =
        !text_.empty() &&
        text_.find_first_not_of("0123456789") == std::string::npos;
    return number ? static_cast<uint32_t>(std::stoul(text_)) : 0;
  }

  std::string Word(size_t i) const {
    return i < words_.size() ? words_[i] : std::string();
  }

  // activity SEQ TYPE [cancellation [id [input [task queue
  // [schedule-to-close]]]]]
  void Activity() {
    command_.kind = LS_COMMAND_SCHEDULE_ACTIVITY;
    type_ = Word(2);
    const bool given = words_.size() > 4 && words_[4] != "-";
    id_ = given ? words_[4] : go_ ? "" : text_;
    activity_.size = sizeof(activity_);
    activity_.id = View(id_);
    activity_.type = View(type_);
    activity_.cancellation_type = Cancellation(Word(3));
    activity_.start_to_close = 60'000'000'000;
    input_ = Word(5);
    if (!input_.empty()) activity_.input = Payloads(input_);
    queue_ = Word(6);
    activity_.task_queue = View(queue_);
    if (words_.size() > 7) {
      activity_.schedule_to_close = std::stoll(words_[7]) * 1'000'000'000;
    }
    command_.activity = &activity_;
  }

  // timer SEQ [seconds]
  void Timer() {
    command_.kind = LS_COMMAND_START_TIMER;
    timer_.size = sizeof(timer_);
    timer_.duration =
        (words_.size() > 2 ? std::stoll(words_[2]) : 10) * 1'000'000'000;
    command_.timer = &timer_;
  }

  // child SEQ ID TYPE [cancellation]
  void Child() {
    command_.kind = LS_COMMAND_START_CHILD;
    id_ = Word(2) == "-" ? "" : Word(2);
    type_ = Word(3);
    child_.size = sizeof(child_);
    child_.workflow_id = View(id_);
    child_.id_is_default = words_[0] == "default-child" ? 1 : 0;
    child_.type = View(type_);
    child_.cancellation_type = Cancellation(Word(4));
    command_.child = &child_;
  }

  // local SEQ TYPE
  void LocalActivity() {
    Activity();
    command_.kind = LS_COMMAND_SCHEDULE_LOCAL_ACTIVITY;
  }

  // signal-external SEQ WORKFLOW NAME | cancel-external SEQ WORKFLOW
  void External(const std::string& verb) {
    command_.kind = verb == "signal-external" ? LS_COMMAND_SIGNAL_EXTERNAL
                                              : LS_COMMAND_CANCEL_EXTERNAL;
    id_ = Word(2);
    type_ = Word(3);
    external_.size = sizeof(external_);
    external_.workflow_id = View(id_);
    external_.name = View(type_);
    command_.external = &external_;
  }

  // nexus SEQ ENDPOINT SERVICE OPERATION [cancellation [input]]
  void Nexus() {
    command_.kind = LS_COMMAND_SCHEDULE_NEXUS;
    id_ = Word(2);
    type_ = Word(3);
    queue_ = Word(4);
    input_ = Word(6);
    nexus_.size = sizeof(nexus_);
    nexus_.endpoint = View(id_);
    nexus_.service = View(type_);
    nexus_.operation = View(queue_);
    nexus_.cancellation_type = Cancellation(Word(5));
    if (!input_.empty()) nexus_.input = Payloads(input_)->items;
    nexus_.schedule_to_close = 60'000'000'000;
    nexus_.start_to_close = 50'000'000'000;
    nexus_.headers = &header_;
    nexus_.header_count = 1;
    command_.nexus = &nexus_;
  }

  // version ID MIN MAX ANSWER
  void Version() {
    command_.kind = LS_COMMAND_RECORD_VERSION;
    command_.text = View(text_);
    version_ = {sizeof(version_), std::stoll(words_.at(2)),
                std::stoll(words_.at(3)), std::stoll(words_.at(4)), 0};
    command_.version = &version_;
  }

  // mutable CALL ID
  void MutableSideEffect() {
    command_.kind = LS_COMMAND_RECORD_MUTABLE_SIDE_EFFECT;
    id_ = Word(2);
    command_.text = View(id_);
  }

  // upsert KEY [JSON] | upsert-memo KEY [JSON]
  void Upsert(const std::string& verb) {
    command_.kind = verb == "upsert" ? LS_COMMAND_UPSERT_SEARCH_ATTRIBUTES
                                     : LS_COMMAND_UPSERT_MEMO;
    input_ = words_.size() > 2 ? words_[2] : "1";
    entry_key_ = View(text_);
    entries_ = {sizeof(entries_), &entry_key_, Payloads(input_)->items, 1};
    command_.entries = &entries_;
  }

  void Simple(const std::string& verb) {
    if (verb == "cancel-activity")
      command_.kind = LS_COMMAND_CANCEL_ACTIVITY;
    else if (verb == "cancel-timer")
      command_.kind = LS_COMMAND_CANCEL_TIMER;
    else if (verb == "cancel-child")
      command_.kind = LS_COMMAND_CANCEL_CHILD;
    else if (verb == "complete")
      Complete();
    else if (verb == "fail")
      command_.kind = LS_COMMAND_FAIL_WORKFLOW;
    else if (verb == "canceled")
      command_.kind = LS_COMMAND_CANCEL_CLOSE;
    else if (verb == "continue-as-new")
      NextRun();
    else if (verb == "patch" || verb == "deprecate")
      SetPatch(verb);
    else if (verb == "cancel-local")
      command_.kind = LS_COMMAND_CANCEL_LOCAL_ACTIVITY;
    else if (verb == "cancel-nexus")
      command_.kind = LS_COMMAND_CANCEL_NEXUS;
    else if (verb == "side-effect")
      command_.kind = LS_COMMAND_RECORD_SIDE_EFFECT;
    else if (verb == "mutable")
      MutableSideEffect();
    else if (verb == "cancel-signal")
      command_.kind = LS_COMMAND_CANCEL_SIGNAL;
    else if (verb == "accept" || verb == "reject" || verb == "answer")
      AnswerUpdate(verb);
    else if (verb == "unknown-command")
      command_.kind = 999;
    else
      throw std::invalid_argument(verb);
  }

  void AnswerUpdate(const std::string& verb) {
    command_.kind = verb == "accept"   ? LS_COMMAND_ACCEPT_UPDATE
                    : verb == "reject" ? LS_COMMAND_REJECT_UPDATE
                                       : LS_COMMAND_COMPLETE_UPDATE;
    command_.text = View(text_);
  }

  void Complete() {
    command_.kind = LS_COMMAND_COMPLETE_WORKFLOW;
    if (words_.size() > 1) command_.payload = Payloads(text_)->items;
  }

  void NextRun() {
    command_.kind = LS_COMMAND_CONTINUE_AS_NEW;
    next_.size = sizeof(next_);
    next_.type = View(text_);
    command_.next_run = &next_;
  }

  void SetPatch(const std::string& verb) {
    command_.kind = LS_COMMAND_SET_PATCH;
    command_.text = View(text_);
    command_.deprecated = verb == "deprecate" ? 1 : 0;
  }

  const LsPayloads* Payloads(const std::string& json) {
    payload_ = {&encoding_, 1, View(json)};
    payloads_ = {sizeof(payloads_), &payload_, 1};
    return &payloads_;
  }

  const LsHost& host_;
  const std::vector<std::string> words_;
  const bool go_;
  const std::string file_ = "workflow.cpp";
  const std::string function_ = "T";
  const std::string key_ = "encoding";
  const std::string json_ = "json/plain";
  const LsEntry encoding_{View(key_), View(json_)};
  const LsEntry header_{View(key_), View(json_)};
  std::string text_, id_, type_, input_, queue_;
  LsPlace place_{};
  LsPayload payload_{};
  LsPayloads payloads_{};
  LsActivityCommand activity_{};
  LsTimerCommand timer_{};
  LsChildCommand child_{};
  LsNextRunCommand next_{};
  LsExternalCommand external_{};
  LsNexusCommand nexus_{};
  LsText entry_key_{};
  LsPayloadMap entries_{};
  LsVersionCommand version_{};
  LsCommand command_{};
};

std::string FailureText(const LsFailure* failure) {
  if (failure == nullptr) return "";
  const LsFailure* cause = failure->cause == nullptr ? failure : failure->cause;
  switch (cause->kind) {
    case LS_FAILURE_CANCELED:
      return " canceled";
    case LS_FAILURE_TIMEOUT:
      return " timeout";
    case LS_FAILURE_TERMINATED:
      return " terminated";
    default:
      return " failed";
  }
}

std::string JobText(const LsJob& job) {
  const std::string name(job.name.data == nullptr ? "" : job.name.data,
                         job.name.size);
  const std::string number = " " + std::to_string(job.seq);
  switch (job.kind) {
    case LS_JOB_START:
      return "start";
    case LS_JOB_NOTIFY_PATCH:
      return "patch " + name;
    case LS_JOB_RANDOM_SEED:
      return "seed " + std::to_string(job.number);
    case LS_JOB_SIGNAL:
      return "signal " + name;
    case LS_JOB_CANCEL_WORKFLOW:
      return "cancel";
    case LS_JOB_FIRE_TIMER:
      return "timer" + number;
    case LS_JOB_RESOLVE_ACTIVITY:
      return "activity" + number + FailureText(job.failure);
    case LS_JOB_RESOLVE_CHILD_START:
      return "child-start" + number + FailureText(job.failure);
    case LS_JOB_RESOLVE_CHILD:
      return "child" + number + FailureText(job.failure);
    case LS_JOB_RESOLVE_LOCAL_ACTIVITY:
      return "local" + number + FailureText(job.failure) +
             (job.number > 0 ? " again" : "");
    case LS_JOB_RESOLVE_EXTERNAL_SIGNAL:
      return "signal" + number + FailureText(job.failure);
    case LS_JOB_RESOLVE_EXTERNAL_CANCEL:
      return "cancel" + number + FailureText(job.failure);
    case LS_JOB_RESOLVE_NEXUS_START:
      return "nexus-start" + number + (name.empty() ? "" : " " + name) +
             FailureText(job.failure);
    case LS_JOB_RESOLVE_NEXUS:
      return "nexus" + number + FailureText(job.failure);
    case LS_JOB_UPDATE:
      return "update " + name + " " +
             std::string(job.instance.data, job.instance.size) +
             (job.number == 0 ? "" : " validated");
    case LS_JOB_NOTIFY_VERSION:
      return "version " + name + " " +
             std::to_string(static_cast<int64_t>(job.number));
    case LS_JOB_NOTIFY_SIDE_EFFECT:
      return "side-effect " + std::to_string(job.number);
    case LS_JOB_NOTIFY_MUTABLE_SIDE_EFFECT:
      return "mutable " + name + " " + std::to_string(job.number);
    default:
      return "?";
  }
}

std::string String(LsText text) {
  return text.size == 0 ? std::string() : std::string(text.data, text.size);
}

std::string TaskText(const LsActivation& activation) {
  std::string text = " @" + std::to_string(activation.history_length);
  if (activation.replaying == 0) text += " live";
  if (activation.history_size != 0) {
    text += " size " + std::to_string(activation.history_size);
  }
  if (activation.continue_as_new_suggested != 0) text += " suggested";
  if (activation.build_id.size != 0)
    text += " by " + String(activation.build_id);
  return text;
}

std::string ChainText(const LsWorkflowInfo& info) {
  std::string text = "run=" + String(info.run_id) +
                     " first=" + String(info.first_run_id) +
                     " continued=" + String(info.continued_run_id) +
                     " cron=" + String(info.cron_schedule) +
                     " attempt=" + std::to_string(info.attempt);
  if (info.last_result != nullptr) {
    text += " result=" + String(info.last_result->items[0].data);
  }
  if (info.last_failure != nullptr) {
    text += " failure=" + String(info.last_failure->message);
  }
  return text;
}

// "name value" for each that is set.
std::vector<std::string> InfoText(const LsWorkflowInfo& info) {
  std::vector<std::string> lines;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty() && value != "0") lines.push_back(name + (" " + value));
  };
  const auto seconds = [](int64_t duration) {
    return std::to_string(duration / 1'000'000'000);
  };
  add("run", String(info.run_id));
  add("first run", String(info.first_run_id));
  add("continued run", String(info.continued_run_id));
  add("parent", String(info.parent_workflow_id));
  add("parent run", String(info.parent_run_id));
  add("cron", String(info.cron_schedule));
  add("attempt", std::to_string(info.attempt));
  add("execution timeout", seconds(info.execution_timeout));
  add("run timeout", seconds(info.run_timeout));
  add("task timeout", seconds(info.task_timeout));
  if (info.retry_policy != nullptr) {
    add("attempts", std::to_string(info.retry_policy->maximum_attempts));
  }
  if (info.last_result != nullptr) {
    add("last result", String(info.last_result->items[0].data));
  }
  if (info.last_failure != nullptr) {
    add("last failure", String(info.last_failure->message));
  }
  for (size_t i = 0; i < info.memo->count; ++i) {
    add("memo", String(info.memo->keys[i]));
  }
  for (size_t i = 0; i < info.search_attributes->count; ++i) {
    add("attribute", String(info.search_attributes->keys[i]));
  }
  return lines;
}

}  // namespace

ScriptedBuild::ScriptedBuild(const std::string& script, LsProfile profile) {
  build_.profile = profile;
  for (const std::string& activation : Split(script, '|')) {
    script_.push_back(Split(activation, ','));
  }
  build_.abi = LS_ABI;
  build_.size = sizeof(build_);
  build_.create = &OnCreate;
  build_.activate = &OnActivate;
  build_.blocked = [](LsInstance*, const LsHost* host) {
    const std::string what = "the end of the script";
    const LsWaiting waiting{sizeof(waiting), View(what), nullptr, 0};
    host->waiting(host->context, &waiting);
  };
  build_.destroy = [](LsInstance*) {};
  alive = this;
}

void ScriptedBuild::Register(const std::string& activity) {
  activity_name_ = activity;
  activity_ = {sizeof(activity_), View(activity_name_)};
  build_.activities = &activities_;
  build_.activity_count = 1;
}

ScriptedBuild::~ScriptedBuild() { alive = nullptr; }

LsStatus ScriptedBuild::OnCreate(const LsWorkflowInfo* info, const LsHost*,
                                 LsInstance** instance) {
  if (std::string(info->workflow_type.data, info->workflow_type.size) != "T") {
    return LS_STATUS_UNREGISTERED_TYPE;
  }
  alive->info_ = InfoText(*info);
  alive->chain_ = ChainText(*info);
  *instance = reinterpret_cast<LsInstance*>(alive);
  return LS_STATUS_OK;
}

LsStatus ScriptedBuild::OnActivate(LsInstance*, const LsActivation* activation,
                                   const LsHost* host) {
  return alive->Activate(*activation, *host);
}

LsStatus ScriptedBuild::Activate(const LsActivation& activation,
                                 const LsHost& host) {
  const size_t number = told_.size();
  std::string line;
  for (size_t i = 0; i < activation.job_count; ++i) {
    if (i > 0) line += ", ";
    line += JobText(*activation.jobs[i]);
  }
  line += TaskText(activation);
  told_.push_back(line);
  clocks_.push_back(activation.now / 1'000'000'000 - 1'000'000);
  if (number >= script_.size()) return LS_STATUS_OK;
  for (const std::string& command : script_[number]) {
    const std::vector<std::string> words = Words(command);
    if (words.empty()) continue;
    if (words[0] == "task-failure" || words[0] == "undecodable") {
      const LsProblem problem{sizeof(problem), View(words[0]), nullptr, 0};
      host.problem(host.context, &problem);
      return words[0] == "undecodable" ? LS_STATUS_UNDECODABLE_PAYLOAD
                                       : LS_STATUS_TASK_FAILURE;
    }
    Sender(host, words, build_.profile == LS_PROFILE_GO).Send();
  }
  return LS_STATUS_OK;
}

}  // namespace lockstep::replay
