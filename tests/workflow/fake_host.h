// A host for tests: drives a build through the C boundary and writes down, as
// lines of text, what the build says.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lockstep/build_abi.h"
#include "lockstep/workflow.h"

namespace lockstep::test {

using Lines = std::vector<std::string>;

// The C structs of one failure and its causes, and their storage.
struct WireFailure {
  explicit WireFailure(uint32_t kind_in, std::string message_in = {})
      : kind(kind_in), message(std::move(message_in)) {}
  WireFailure& Type(std::string value) {
    type = std::move(value);
    return *this;
  }
  WireFailure& Cause(WireFailure value) {
    cause.assign(1, std::move(value));
    return *this;
  }
  const LsFailure* Get();

  uint32_t kind;
  std::string message;
  std::string type;
  std::string endpoint;
  std::string service;
  std::string run_id;
  int32_t non_retryable = 0;
  std::vector<WireFailure> cause;  // none or one
  LsFailure wire{};
};

// An activity's failure around `cause`.
WireFailure ActivityFailed(WireFailure cause);
inline WireFailure Canceled() { return WireFailure(LS_FAILURE_CANCELED, "c"); }

// One job of an activation. Arguments are JSON texts.
struct Job {
  uint32_t kind = 0;
  uint32_t seq = 0;
  std::string name;
  Lines arguments;
  std::optional<WireFailure> failure;
  uint64_t number = 0;
  std::string id;
  std::string encoding = "json/plain";
  std::string instance;
  uint32_t attempt = 0;
  int64_t first_scheduled = 0;
};

Job Start();
Job Signal(std::string name, Lines arguments = {});
Job Fire(uint32_t seq);
Job ActivityDone(uint32_t seq, std::string result = "null");
Job ActivityFails(uint32_t seq, WireFailure failure);
Job ChildStarted(uint32_t seq, std::string run_id);
Job ChildStartFails(uint32_t seq, WireFailure failure);
Job ChildDone(uint32_t seq, std::string result);
Job ChildFails(uint32_t seq, WireFailure failure);
Job LocalDone(uint32_t seq, std::string result = "null");
Job LocalFails(uint32_t seq, WireFailure failure);
// The attempt failed; the next is to be made after so many seconds.
Job LocalRetry(uint32_t seq, uint32_t attempt, uint64_t seconds);
Job SignalSent(uint32_t seq, std::optional<WireFailure> failure = {});
Job CancelSent(uint32_t seq, std::optional<WireFailure> failure = {});
// A new update, or one that was accepted before: its validator is not run.
Job Update(std::string name, std::string instance, Lines arguments = {});
Job Accepted(Job update);
Job NexusStarted(uint32_t seq, std::string token);
Job NexusStartFails(uint32_t seq, WireFailure failure);
Job NexusDone(uint32_t seq, std::string result);
Job NexusFails(uint32_t seq, WireFailure failure);
Job CancelWorkflow(std::string reason = {});
Job NotifyPatch(std::string id);
Job RandomSeed(uint64_t seed);
Job Query(std::string name, Lines arguments = {});

enum class Replaying { kNo, kYes };

// One run of a workflow of the build.
class Instance {
 public:
  // The input is JSON texts. `more_info` fills in what else the run is told
  // about itself; what it points to need not outlive the call.
  using MoreInfo = std::function<void(LsWorkflowInfo&)>;
  Instance(const LsBuild* build, std::string type, Lines input = {},
           const MoreInfo& more_info = {});
  ~Instance() { Destroy(); }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  // Runs one activation; what the build said during it. The last line is
  // "status N: text" if the status was not OK.
  Lines Activate(std::vector<Job> jobs, Replaying replaying = Replaying::kNo);
  // "what @ file:function < file:function", one per coroutine.
  Lines Blocked();
  void Destroy();

  // The stack of each command of the last activation: "line function" joined
  // by " < ", without parameters of functions.
  const Lines& stacks() const { return stacks_; }
  const std::vector<LsCommandKind>& kinds() const { return kinds_; }
  const Lines& create_lines() const { return create_lines_; }
  bool created() const { return instance_ != nullptr; }
  int64_t now = 1'000'000'000;
  // Fills in what else an activation tells.
  std::function<void(LsActivation&)> more;
  bool record_commands = true;
  Lines child_ids_in_use;

 private:
  static void OnCommand(void* self, const LsCommand* command);
  static void OnWaiting(void* self, const LsWaiting* waiting);
  static void OnAnswer(void* self, const LsQueryAnswer* answer);
  static void OnLog(void* self, const LsLog* log);
  static int32_t OnChildIdInUse(void* self, LsText workflow_id);
  static void OnProblem(void* self, const LsProblem* problem);

  const LsBuild* build_;
  LsHost host_{};
  LsInstance* instance_ = nullptr;
  Lines lines_;
  Lines stacks_;
  Lines create_lines_;
  std::vector<LsCommandKind> kinds_;
};

// The build whose only workflow is `function`, under the name "W".
template <auto function>
void RegisterOnly(Build& build) {
  build.Workflow("W", function);
}
template <auto function>
const LsBuild* Only() {
  return internal::BuildOf<&RegisterOnly<function>>::Get();
}

// Payloads as the boundary has them.
class WirePayloads {
 public:
  explicit WirePayloads(Lines texts, std::string encoding = "json/plain");
  const LsPayloads* Get() { return &payloads_; }

 private:
  Lines texts_;
  std::string encoding_;
  LsEntry encoding_entry_{};
  std::vector<LsPayload> items_;
  LsPayloads payloads_{};
};

std::string TextOf(LsText text);
std::string TextOf(const LsPayload* payload);
std::string TextOf(const LsFailure& failure);
// The line of a place, and its function's bare name: "12 UserGrant".
std::string TextOf(const LsPlace& place);

}  // namespace lockstep::test
