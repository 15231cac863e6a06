// The jobs that tests send to a build.
#include "tests/workflow/fake_host.h"

namespace lockstep::test {
namespace {

LsText Wire(const std::string& text) { return {text.data(), text.size()}; }

Job Resolution(uint32_t kind, uint32_t seq, Lines result,
               std::optional<WireFailure> failure) {
  Job job;
  job.kind = kind;
  job.seq = seq;
  job.arguments = std::move(result);
  job.failure = std::move(failure);
  return job;
}

Job NamedJob(uint32_t kind, std::string name, Lines arguments = {}) {
  Job job;
  job.kind = kind;
  job.name = std::move(name);
  job.arguments = std::move(arguments);
  return job;
}

}  // namespace

const LsFailure* WireFailure::Get() {
  wire.size = sizeof wire;
  wire.kind = kind;
  wire.message = Wire(message);
  wire.type = Wire(type);
  wire.cause = cause.empty() ? nullptr : cause.front().Get();
  return &wire;
}

WireFailure ActivityFailed(WireFailure cause) {
  return WireFailure(LS_FAILURE_ACTIVITY, "activity").Cause(std::move(cause));
}

Job Start() { return NamedJob(LS_JOB_START, {}); }
Job Signal(std::string name, Lines arguments) {
  return NamedJob(LS_JOB_SIGNAL, std::move(name), std::move(arguments));
}
Job Fire(uint32_t seq) { return Resolution(LS_JOB_FIRE_TIMER, seq, {}, {}); }
Job ActivityDone(uint32_t seq, std::string result) {
  return Resolution(LS_JOB_RESOLVE_ACTIVITY, seq, {std::move(result)}, {});
}
Job ActivityFails(uint32_t seq, WireFailure failure) {
  return Resolution(LS_JOB_RESOLVE_ACTIVITY, seq, {}, std::move(failure));
}
Job ChildStarted(uint32_t seq, std::string run_id) {
  Job job = Resolution(LS_JOB_RESOLVE_CHILD_START, seq, {}, {});
  job.name = std::move(run_id);
  return job;
}
Job ChildStartFails(uint32_t seq, WireFailure failure) {
  return Resolution(LS_JOB_RESOLVE_CHILD_START, seq, {}, std::move(failure));
}
Job ChildDone(uint32_t seq, std::string result) {
  return Resolution(LS_JOB_RESOLVE_CHILD, seq, {std::move(result)}, {});
}
Job ChildFails(uint32_t seq, WireFailure failure) {
  return Resolution(LS_JOB_RESOLVE_CHILD, seq, {}, std::move(failure));
}
Job LocalDone(uint32_t seq, std::string result) {
  return Resolution(LS_JOB_RESOLVE_LOCAL_ACTIVITY, seq, {std::move(result)},
                    {});
}
Job LocalFails(uint32_t seq, WireFailure failure) {
  return Resolution(LS_JOB_RESOLVE_LOCAL_ACTIVITY, seq, {}, std::move(failure));
}
Job LocalRetry(uint32_t seq, uint32_t attempt, uint64_t seconds) {
  Job job = LocalFails(seq, ActivityFailed(WireFailure(LS_FAILURE_SERVER)));
  job.number = seconds * 1'000'000'000;
  job.attempt = attempt;
  job.first_scheduled = 7'000'000;
  return job;
}
Job SignalSent(uint32_t seq, std::optional<WireFailure> failure) {
  return Resolution(LS_JOB_RESOLVE_EXTERNAL_SIGNAL, seq, {},
                    std::move(failure));
}
Job CancelSent(uint32_t seq, std::optional<WireFailure> failure) {
  return Resolution(LS_JOB_RESOLVE_EXTERNAL_CANCEL, seq, {},
                    std::move(failure));
}
Job Update(std::string name, std::string instance, Lines arguments) {
  Job job = NamedJob(LS_JOB_UPDATE, std::move(name), std::move(arguments));
  job.instance = std::move(instance);
  job.number = 1;
  return job;
}
Job Accepted(Job update) {
  update.number = 0;
  return update;
}
Job CancelWorkflow(std::string reason) {
  return NamedJob(LS_JOB_CANCEL_WORKFLOW, std::move(reason));
}
Job NotifyPatch(std::string id) {
  return NamedJob(LS_JOB_NOTIFY_PATCH, std::move(id));
}
Job RandomSeed(uint64_t seed) {
  Job job = NamedJob(LS_JOB_RANDOM_SEED, {});
  job.number = seed;
  return job;
}
Job Query(std::string name, Lines arguments) {
  Job job = NamedJob(LS_JOB_QUERY, std::move(name), std::move(arguments));
  job.id = "q";
  return job;
}

}  // namespace lockstep::test
