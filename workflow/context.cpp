// Context: what is not a template.
#include "lockstep/context.h"

#include <utility>

#include "workflow/run.h"

namespace lockstep {
namespace {

using internal::MakeRef;
using internal::Nothing;
using internal::Ref;
using internal::Scope;

}  // namespace

const WorkflowInfo& Context::Info() const { return scope_->run().info(); }

Time Context::Now() const { return Time(Duration(scope_->run().now())); }

bool Context::IsReplaying() const { return scope_->run().replaying(); }

Random& Context::Random() const {
  scope_->run().MayAct("take random numbers");
  return scope_->run().random();
}

std::string Context::Uuid() const { return Random().Uuid(); }

void Context::Log(LogLevel level, std::string_view message, Place place) const {
  scope_->run().Log(level, message, place);
}

Future<void> Context::Timer(Duration duration, const std::string& summary,
                            Place place) {
  internal::Run& run = scope_->run();
  Ref<internal::State> timer = Nothing();
  if (run.MayAct("start a timer") && !FailIfCancelled(*scope_, *timer)) {
    timer = run.commands().StartTimer(*scope_, duration, summary, place);
  }
  return {std::move(timer), &internal::TakeValue<void>};
}

void Context::ContinueAsNew(Place place) {
  StartNextRun(NextRun(), PayloadList(), place);
}

Future<void> Context::CancelExternal(const ExternalWorkflow& target,
                                     const std::string& reason, Place place) {
  internal::Run& run = scope_->run();
  Ref<internal::State> request = Nothing();
  if (run.MayAct("cancel a workflow") && !FailIfCancelled(*scope_, *request)) {
    request = run.externals().RequestCancel(target, reason, place);
  }
  return {std::move(request), &internal::TakeValue<void>};
}

void Context::UpsertSearchAttributes(const PayloadMap& values, Place place) {
  internal::Run& run = scope_->run();
  if (!run.MayAct("upsert search attributes")) return;
  run.UpsertSearchAttributes(values, place);
}

void Context::UpsertMemo(const PayloadMap& values, Place place) {
  internal::Run& run = scope_->run();
  if (run.MayAct("upsert the memo")) run.UpsertMemo(values, place);
}

void Context::OnUnhandledSignal(
    std::function<void(const std::string&, const PayloadList&)> handler) {
  internal::Run& run = scope_->run();
  if (!run.MayAct("register a signal handler")) return;
  run.signals().SetUnhandled(std::move(handler));
}

Context Context::NewScope() const {
  return Context(MakeRef<Scope>(scope_->run(), scope_));
}

Context Context::DetachedScope() const {
  return Context(MakeRef<Scope>(scope_->run(), Ref<Scope>()));
}

void Context::Cancel(const std::string& reason, Place place) {
  if (!scope_->run().MayAct("cancel a scope")) return;
  scope_->Cancel(reason, &place);
}

bool Context::CancelRequested() const { return scope_->IsCancelled(); }

const std::string& Context::CancelReason() const { return scope_->reason(); }

void Context::OnCancel(std::function<void()> callback) {
  if (!scope_->run().MayAct("register a callback")) return;
  scope_->OnCancel(std::move(callback));
}

int Context::Version(const std::string& id, int min, int max, Place place) {
  internal::Run& run = scope_->run();
  if (!run.MayAct("ask for a version")) return kDefaultVersion;
  return run.gates().Version(id, {min, max}, place);
}

bool Context::Patched(const std::string& id, Place place) {
  internal::Run& run = scope_->run();
  if (!run.MayAct("ask for a patch")) return false;
  return run.gates().Patched(id, place);
}

void Context::DeprecatePatch(const std::string& id, Place place) {
  internal::Run& run = scope_->run();
  if (run.MayAct("deprecate a patch")) run.gates().Deprecate(id, place);
}

namespace internal {

bool StartSpawned(Run& run, Root root) {
  if (!run.MayAct("spawn a coroutine")) return false;
  run.Start(std::move(root), false);
  return true;
}

void ReportUnobserved(Run& run, const std::exception_ptr& error) noexcept {
  try {
    std::rethrow_exception(error);
  } catch (const Failure&) {
    // Goes unobserved, as that of an activity would.
  } catch (...) {
    run.Escaped(error, false);
  }
}

void KeepObject(Context& ctx, void* object, void (*destroy)(void*)) {
  ctx.scope()->run().KeepObject(object, destroy);
}

}  // namespace internal
}  // namespace lockstep
