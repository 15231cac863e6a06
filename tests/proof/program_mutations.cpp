#include "tests/proof/program_mutations.h"

#include <functional>
#include <utility>

namespace lockstep::proof {
namespace {

// Calls `visit` for each list of steps, outer ones first.
void VisitLists(Json& place, const std::function<void(Json&)>& visit) {
  if (place.is_array() && !place.empty() && place[0].is_object() &&
      place[0].contains("do")) {
    visit(place);
  }
  if (!place.is_structured()) return;
  for (auto& each : place.items()) VisitLists(each.value(), visit);
}

// Makes the edit at the place of that number in all lists, up to and including
// `ends` places behind each list's steps. False: there are not so many.
bool EditAt(Json& program, size_t place, size_t ends,
            const std::function<void(Json& steps, size_t at)>& edit) {
  size_t before = 0;
  Json* found = nullptr;
  size_t at = 0;
  VisitLists(program, [&](Json& steps) {
    const size_t places = steps.size() + ends;
    if (found == nullptr && place < before + places) {
      found = &steps;
      at = place - before;
    }
    before += places;
  });
  if (found == nullptr) return false;
  edit(*found, at);
  return true;
}

void Insert(const Json& step, Json& steps, size_t at) {
  steps.insert(steps.begin() + static_cast<ptrdiff_t>(at), step);
}

template <const char* kStep>
Json InsertStep(const Json& program, size_t place) {
  Json edited = program;
  const bool done = EditAt(edited, place, 1, [](Json& steps, size_t at) {
    Insert(Json::parse(kStep), steps, at);
  });
  return done ? edited : nullptr;
}

Json DeleteStep(const Json& program, size_t place) {
  Json edited = program;
  const bool done =
      EditAt(edited, place, 0, [](Json& steps, size_t at) { steps.erase(at); });
  return done ? edited : nullptr;
}

Json DoubleStep(const Json& program, size_t place) {
  Json edited = program;
  const bool done = EditAt(edited, place, 0, [](Json& steps, size_t at) {
    const Json copy = steps[at];
    Insert(copy, steps, at);
  });
  return done ? edited : nullptr;
}

Json SwapSteps(const Json& program, size_t place) {
  Json edited = program;
  const bool done = EditAt(edited, place, 0, [](Json& steps, size_t at) {
    std::swap(steps[at], steps[(at + 1) % steps.size()]);
  });
  return done ? edited : nullptr;
}

Json WrapStep(const Json& program, size_t place) {
  Json edited = program;
  const bool done = EditAt(edited, place, 0, [](Json& steps, size_t at) {
    const Json step = steps[at];
    steps[at] = {{"do", "if"},
                 {"cond", {{"ge", Json::array({"unset", 0})}}},
                 {"then", Json::array({step})}};
  });
  return done ? edited : nullptr;
}

// Calls `edit` for the step of that number of those that `fits`, also for those
// inside `start`.
void VisitSteps(Json& place, const std::function<void(Json&)>& visit) {
  if (place.is_object() && place.contains("do")) visit(place);
  if (!place.is_structured()) return;
  for (auto& each : place.items()) VisitSteps(each.value(), visit);
}

// Another value for the member of the step of that number that has one.
template <const char* kDo, const char* kMember>
Json ChangeMember(const Json& program, size_t place) {
  Json edited = program;
  size_t seen = 0;
  VisitSteps(edited, [&](Json& step) {
    const bool fits = step["do"] == kDo && step.contains(kMember) &&
                      step[kMember].is_primitive();
    if (fits && seen++ == place) step[kMember] = OtherValue(step[kMember]);
  });
  return seen > place ? edited : nullptr;
}

// Handles and variables of another name, everywhere.
void RenameAll(const std::string& suffix, Json& place) {
  if (place.is_array()) {
    for (Json& each : place) RenameAll(suffix, each);
  }
  if (!place.is_object()) return;
  for (auto& [key, member] : place.items()) {
    if ((key == "as" || key == "handle") && member.is_string()) {
      member = member.get<std::string>() + suffix;
    } else if (key == "done" || key == "anyDone") {
      for (Json& each : member) each = each.get<std::string>() + suffix;
    } else {
      RenameAll(suffix, member);
    }
  }
}

Json RenameHandles(const Json& program, size_t place) {
  if (place != 0) return nullptr;
  Json edited = program;
  RenameAll("-renamed", edited);
  return edited;
}

Json AddHandlers(const Json& program, size_t place) {
  if (place != 0) return nullptr;
  Json edited = program;
  const Json steps = Json::parse(R"([{"do": "timer", "ms": 5}])");
  edited["signals"]["never sent"] = steps;
  edited["updates"]["never sent"] = {{"steps", steps}};
  return edited;
}

constexpr char kActivity[] =
    R"({"do": "activity", "type": "Inserted", "arg": 1})";
constexpr char kLocal[] =
    R"({"do": "localActivity", "type": "Inserted", "arg": 1})";
constexpr char kTimer[] = R"({"do": "timer", "ms": 12345})";
constexpr char kStarted[] =
    R"({"do": "start", "as": "inserted", "step": {"do": "timer", "ms": 9876}})";
constexpr char kMemo[] = R"({"do": "upsertMemo", "key": "new", "value": 1})";
constexpr char kReturn[] = R"({"do": "return", "value": 77})";
constexpr char kFail[] = R"({"do": "fail", "message": "proof"})";
constexpr char kSignal[] =
    R"({"do": "signalExternal", "target": "no", "signal": "no"})";
constexpr char kSet[] = R"({"do": "set", "var": "unused", "value": 1})";

constexpr char kDoActivity[] = "activity";
constexpr char kDoLocal[] = "localActivity";
constexpr char kDoChild[] = "child";
constexpr char kDoTimer[] = "timer";
constexpr char kDoReturn[] = "return";
constexpr char kDoSignal[] = "signalExternal";
constexpr char kDoPatch[] = "patch";
constexpr char kDoSet[] = "set";
constexpr char kType[] = "type";
constexpr char kId[] = "id";
constexpr char kArg[] = "arg";
constexpr char kMs[] = "ms";
constexpr char kValue[] = "value";
constexpr char kSignalName[] = "signal";
constexpr char kTarget[] = "target";

}  // namespace

std::span<const ProgramMutation> ProgramMutations() {
  static const ProgramMutation kAll[] = {
      {"activity inserted", false, InsertStep<kActivity>},
      {"local activity inserted", false, InsertStep<kLocal>},
      {"timer inserted", false, InsertStep<kTimer>},
      {"timer started, not awaited", false, InsertStep<kStarted>},
      {"memo inserted", false, InsertStep<kMemo>},
      {"signal to another workflow inserted", false, InsertStep<kSignal>},
      {"closes early", false, InsertStep<kReturn>},
      {"fails early", false, InsertStep<kFail>},
      {"step deleted", false, DeleteStep},
      {"step doubled", false, DoubleStep},
      {"steps swapped", false, SwapSteps},
      {"activity renamed", false, ChangeMember<kDoActivity, kType>},
      {"activity with another argument", false,
       ChangeMember<kDoActivity, kArg>},
      {"local activity renamed", false, ChangeMember<kDoLocal, kType>},
      {"child renamed", false, ChangeMember<kDoChild, kType>},
      {"child re-id'd", false, ChangeMember<kDoChild, kId>},
      {"child with another argument", false, ChangeMember<kDoChild, kArg>},
      {"timer of another duration", false, ChangeMember<kDoTimer, kMs>},
      {"another result", false, ChangeMember<kDoReturn, kValue>},
      {"signal renamed", false, ChangeMember<kDoSignal, kSignalName>},
      {"signal to another workflow", false, ChangeMember<kDoSignal, kTarget>},
      {"patch renamed", false, ChangeMember<kDoPatch, kId>},
      {"variable of another value", false, ChangeMember<kDoSet, kValue>},
      {"step behind a condition that holds", true, WrapStep},
      {"unused variable set", true, InsertStep<kSet>},
      {"handles renamed", true, RenameHandles},
      {"handlers of what is never sent", true, AddHandlers},
  };
  return kAll;
}

}  // namespace lockstep::proof
