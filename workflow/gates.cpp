#include "workflow/gates.h"

#include "lockstep/context.h"
#include "workflow/run.h"
#include "workflow/wire_out.h"

namespace lockstep::internal {

// ---- Core ----

bool CoreGates::Notify(const LsJob& job) {
  if (Read(job, &LsJob::kind) != LS_JOB_NOTIFY_PATCH) return false;
  patches_.Notify(ReadText(job, &LsJob::name));
  return true;
}

Patches::Record CoreGates::RecordAt(const Place& place) {
  return [this, place](const std::string& id, bool deprecated) {
    LsCommand command = Sized<LsCommand>();
    command.kind = LS_COMMAND_SET_PATCH;
    command.text = TextOf(id);
    command.deprecated = deprecated ? 1 : 0;
    sink_->Send(command, &place, place);
  };
}

bool CoreGates::Patched(const std::string& id, const Place& place) {
  return patches_.Patched(id, run_->replaying(), RecordAt(place));
}

void CoreGates::Deprecate(const std::string& id, const Place& place) {
  patches_.Deprecate(id, run_->replaying(), RecordAt(place));
}

int CoreGates::Version(const std::string& id, VersionRange range,
                       const Place& place) {
  const int version =
      patches_.Version(id, range, run_->replaying(), RecordAt(place));
  const std::string why = WhyUnsupported(id, version, range);
  if (!why.empty()) throw Misuse(why, run_->StackHere(place));
  return version;
}

// ---- Go ----

bool GoGates::Notify(const LsJob& job) {
  if (Read(job, &LsJob::kind) != LS_JOB_NOTIFY_VERSION) return false;
  const auto version = static_cast<int64_t>(Read(job, &LsJob::number));
  answers_[ReadText(job, &LsJob::name)] = static_cast<int>(version);
  return true;
}

bool GoGates::Patched(const std::string& id, const Place& place) {
  return Version(id, {kDefaultVersion, 1}, place) != kDefaultVersion;
}

void GoGates::Deprecate(const std::string& id, const Place& place) {
  Version(id, {1, 1}, place);
}

int GoGates::Version(const std::string& id, VersionRange range,
                     const Place& place) {
  const bool replaying = run_->replaying();
  const auto [known, is_first] =
      answers_.try_emplace(id, replaying ? kDefaultVersion : range.max);
  const int answer = known->second;

  LsVersionCommand version = Sized<LsVersionCommand>();
  version.min = range.min;
  version.max = range.max;
  version.answer = answer;
  version.is_new = is_first && !replaying ? 1 : 0;
  LsCommand command = Sized<LsCommand>();
  command.kind = LS_COMMAND_RECORD_VERSION;
  command.text = TextOf(id);
  command.version = &version;
  sink_->Send(command, &place, place);

  const std::string why = WhyUnsupported(id, answer, range);
  if (!why.empty()) run_->FailTask(why, place);
  return answer;
}

std::unique_ptr<Gates> MakeGates(LsProfile profile, Run& run,
                                 CommandSink& sink) {
  if (profile == LS_PROFILE_GO) return std::make_unique<GoGates>(run, sink);
  return std::make_unique<CoreGates>(run, sink);
}

}  // namespace lockstep::internal
