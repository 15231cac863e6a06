// One run of a workflow: what the host calls an instance.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lockstep/build_abi.h"
#include "lockstep/context.h"
#include "lockstep/impl/build.h"
#include "workflow/commands.h"
#include "workflow/externals.h"
#include "workflow/gates.h"
#include "workflow/local_activities.h"
#include "workflow/mode.h"
#include "workflow/nexus.h"
#include "workflow/places.h"
#include "workflow/problem.h"
#include "workflow/rules.h"
#include "workflow/scheduler.h"
#include "workflow/side_effects.h"
#include "workflow/signals.h"
#include "workflow/updates.h"
#include "workflow/wire_in.h"

namespace lockstep::internal {

class Run final : RootObserver, CommandSink, UpdateSink {
 public:
  Run(const Registry& registry, const WorkflowType& type, WorkflowInfo info,
      uint64_t seed);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  // ---- For the host ----
  LsStatus Activate(const LsActivation& activation, const LsHost& host);
  void ReportBlocked(const LsHost& host) const;

  // ---- For Context and the coroutines ----

  // Whether workflow code may do something that it must not do in queries,
  // predicates and validators: throws there. False while the run is torn down.
  bool MayAct(const char* what) const;

  Scheduler& scheduler() { return scheduler_; }
  Commands& commands() { return commands_; }
  LocalActivities& local_activities() { return local_activities_; }
  Externals& externals() { return externals_; }
  NexusOperations& nexus() { return nexus_; }
  Gates& gates() { return *gates_; }
  SideEffects& side_effects() { return *side_effects_; }
  Signals& signals() { return signals_; }
  Updates& updates() { return updates_; }
  const Rules& rules() const { return RulesOf(registry_->profile); }
  // Whether a rule's flag is on in this activation.
  bool HasFlag(uint32_t flag) const;
  bool ChildIdInUse(const std::string& workflow_id) const;
  const PayloadCodec* codec() const { return registry_->codec.get(); }
  const WorkflowInfo& info() const { return info_; }
  int64_t now() const { return now_; }
  bool replaying() const { return replaying_; }
  Mode& mode() { return mode_; }
  Random& random() { return random_; }
  List<Scope>& scopes() { return scopes_; }
  Places StackHere(const Place& caller) const {
    return StackOf(scheduler_.current(), caller);
  }

  void Log(LogLevel level, std::string_view message, const Place& place) const;
  void UpsertMemo(const PayloadMap& values, const Place& place);
  void UpsertSearchAttributes(const PayloadMap& values, const Place& place);
  void SetQueryHandler(const std::string& name,
                       std::unique_ptr<QueryHandler> handler);
  void Start(Root root, bool is_handler);
  void KeepObject(void* object, void (*destroy)(void*));

  // Called before the code of a coroutine that the run owns.
  void RootBegins(const RootPromise& root);
  void NoteEscape(const PromiseBase& promise) noexcept;
  // An exception that nobody will catch: ends the run, or the task.
  void Escaped(const std::exception_ptr& error, bool from_main);
  // Ends the task, whatever the code does with the exception.
  [[noreturn]] void FailTask(const std::string& why, const Place& place);

 private:
  void RootEnded(RootPromise& root) override;
  void Send(LsCommand& command, const Place* caller,
            const Place& started_at) override;
  void Handle(const UpdateHandler& handler, Update update) override;
  void RejectUnhandled(const Update& update) override;
  void SendFrom(LsCommand& command, const Places& places);

  void Apply(const LsJob& job);
  void Notify(const LsJob& job);
  void ApplyResolution(const LsJob& job);
  bool ResolveLocalActivity(const LsJob& job, std::optional<Payload> result,
                            const std::exception_ptr& error);
  void StartMain();
  void MakeObject();
  void DeliverUpdate(const LsJob& job);
  std::exception_ptr WhyInvalid(const UpdateHandler& handler,
                                const PayloadList& arguments);
  void Accept(const std::string& instance, const Place& place);
  void Reject(const Update& update, const Failure& failure, const Place& place);
  void UpdateEnded(const RootPromise& handler);
  void AnswerQuery(const LsJob& job);
  std::optional<Payload> CallQueryHandler(const std::string& name,
                                          const PayloadList& arguments) const;

  void Close(LsCommand& command, const Places& places);
  void Complete(const RootPromise& main);
  void FailWorkflow(const Failure& failure, const Places& places);
  void ContinueAsNew(const NextRunRequest& next);
  void SetProblem(LsStatus status, std::string text, Places places = {});
  LsStatus Report(const LsHost& host) const;

  const Registry* registry_;
  const WorkflowType* type_;
  WireReader reader_;
  WorkflowInfo info_;
  Random random_;
  Mode mode_ = Mode::kIdle;
  const LsHost* host_ = nullptr;
  int64_t now_ = 0;
  bool replaying_ = false;
  std::vector<uint32_t> sdk_flags_;
  bool cancel_requested_ = false;
  bool closed_ = false;
  bool object_is_due_ = false;  // main is started, its object not yet made
  std::optional<Problem> problem_;
  std::exception_ptr escaped_;  // the last that left a coroutine, and where
  Places escaped_places_;

  List<Scope> scopes_;
  Context root_context_;
  std::unique_ptr<void, void (*)(void*)> object_{nullptr, [](void*) {}};
  void* object_slot_ = nullptr;
  std::map<std::string, std::unique_ptr<QueryHandler>> query_handlers_;
  std::unique_ptr<Gates> gates_;
  Commands commands_;
  LocalActivities local_activities_;
  std::unique_ptr<SideEffects> side_effects_;
  Externals externals_;
  NexusOperations nexus_;
  Scheduler scheduler_;
  Signals signals_;
  Updates updates_;
};

}  // namespace lockstep::internal
