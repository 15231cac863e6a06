#include "workflow/side_effects.h"

#include <exception>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <utility>

#include "workflow/local_activities.h"
#include "workflow/run.h"
#include "workflow/wire_out.h"

namespace lockstep::internal {
namespace {

// The type of the local activity.
constexpr char kTypeName[] = "lockstep.SideEffect";

class SideEffectState final : public ResultState {
 public:
  std::string Describe() const override { return "side effect"; }
};

// What the function throws fails the task.
Payload ValueOf(Run& run, const MakeValue& function, const Place& place) {
  const ModeGuard guard(run.mode(), Mode::kSideEffect);
  try {
    return function();
  } catch (...) {
    run.FailTask("the function of a side effect threw " +
                     DescribeException(std::current_exception()) +
                     ": use an activity for what can fail",
                 place);
  }
}

bool AreSame(Run& run, const SameValue& same, const Payload& one,
             const Payload& other) {
  const ModeGuard guard(run.mode(), Mode::kSideEffect);
  return same(one, other);
}

}  // namespace

// ---- Core ----

Ref<ResultState> CoreSideEffects::Call(const MakeValue& function,
                                       const Place& place) {
  LocalRequest request{Named(kTypeName, place), {}, {}, std::nullopt};
  if (!run_->replaying()) request.value = ValueOf(*run_, function, place);
  return local_activities_->Start(std::move(request));
}

Payload CoreSideEffects::CallMutable(const std::string&, const MakeValue&,
                                     const SameValue&, const Place&) {
  throw std::logic_error(
      "MutableSideEffect is only there in the Go profile: declare "
      "build.Profile(Profile::kGo), or use SideEffect");
}

// ---- Go ----

bool GoSideEffects::Notify(const LsJob& job) {
  const uint32_t kind = Read(job, &LsJob::kind);
  const bool is_mutable = kind == LS_JOB_NOTIFY_MUTABLE_SIDE_EFFECT;
  if (!is_mutable && kind != LS_JOB_NOTIFY_SIDE_EFFECT) return false;
  Values& values =
      is_mutable ? mutables_[ReadText(job, &LsJob::name)].values : values_;
  const PayloadList payloads =
      WireReader(run_->codec()).List(Read(job, &LsJob::payloads));
  const auto number = static_cast<uint32_t>(Read(job, &LsJob::number));
  values[number] = payloads.empty() ? NullPayload() : payloads.front();
  return true;
}

Ref<ResultState> GoSideEffects::Call(const MakeValue& function,
                                     const Place& place) {
  const uint32_t number = ++calls_;
  const auto state = MakeRef<SideEffectState>();
  if (!run_->replaying()) {
    const Payload value = ValueOf(*run_, function, place);
    Record(LS_COMMAND_RECORD_SIDE_EFFECT, number, {}, &value, place);
    Finish(*state, value, nullptr);
    return state;
  }
  Record(LS_COMMAND_RECORD_SIDE_EFFECT, number, {}, nullptr, place);
  // Without a value the host has found nondeterminism: nothing goes on.
  const auto known = values_.find(number);
  if (known != values_.end()) Finish(*state, known->second, nullptr);
  return state;
}

Payload GoSideEffects::CallMutable(const std::string& id,
                                   const MakeValue& function,
                                   const SameValue& same, const Place& place) {
  constexpr auto kKind = LS_COMMAND_RECORD_MUTABLE_SIDE_EFFECT;
  const uint32_t number = ++mutables_[id].calls;
  // By value: the functions are the author's code.
  std::optional<Payload> known;
  const Values& values = mutables_[id].values;
  if (const auto later = values.upper_bound(number); later != values.begin()) {
    known = std::prev(later)->second;
  }
  if (run_->replaying()) {
    Record(kKind, number, id, nullptr, place);
    if (known) return *known;
    run_->FailTask("history has no value of the mutable side effect '" + id +
                       "' for this call: it was not called here when the run "
                       "was recorded; put the call behind a Version gate",
                   place);
  }
  Payload value = ValueOf(*run_, function, place);
  const bool is_new = !known || !AreSame(*run_, same, value, *known);
  Record(kKind, number, id, is_new ? &value : nullptr, place);
  if (!is_new) return *known;
  mutables_[id].values[number] = value;
  return value;
}

void GoSideEffects::Record(LsCommandKind kind, uint32_t number,
                           const std::string& id, const Payload* value,
                           const Place& place) {
  WireWriter writer(run_->codec());
  LsCommand command = MakeCommand(kind, number);
  command.text = TextOf(id);
  command.payload = value == nullptr ? nullptr : writer.One(*value);
  sink_->Send(command, &place, place);
}

std::unique_ptr<SideEffects> MakeSideEffects(
    LsProfile profile, Run& run, CommandSink& sink,
    LocalActivities& local_activities) {
  if (profile == LS_PROFILE_GO) {
    return std::make_unique<GoSideEffects>(run, sink);
  }
  return std::make_unique<CoreSideEffects>(run, local_activities);
}

}  // namespace lockstep::internal
