#include "replayer/engine/flavour.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>

#include "fmt/format.h"

namespace lockstep::replay {
namespace {

using history::Event;
using history::EventType;
using history::History;

// Names that SDKs write into a completed task, by their beginning.
constexpr std::array<std::pair<std::string_view, Flavour>, 3> kOtherSdks = {{
    {"temporal-go", Flavour::kGo},
    {"temporal-php", Flavour::kGo},  // RoadRunner runs the Go engine
    {"temporal-java", Flavour::kJava},
}};

FlavourFinding FromSdk(const history::WorkflowTask& task) {
  FlavourFinding finding;
  finding.sdk = task.sdk_name;
  if (!task.sdk_version.empty()) finding.sdk += " " + task.sdk_version;
  finding.reason = "its tasks were completed by " + finding.sdk;
  for (const auto& [prefix, flavour] : kOtherSdks) {
    if (task.sdk_name.starts_with(prefix)) finding.flavour = flavour;
  }
  return finding;
}

std::optional<FlavourFinding> BySdkName(const History& history) {
  for (const Event& event : history.events) {
    if (event.type != EventType::kWorkflowTaskCompleted) continue;
    const auto& task = std::get<history::WorkflowTask>(event.attributes);
    if (!task.sdk_name.empty()) return FromSdk(task);
  }
  return std::nullopt;
}

// Details that only Java's markers have.
bool IsJavaMarker(const history::MarkerRecorded& marker) {
  constexpr std::array<std::string_view, 4> kKeys = {"changeId", "activityId",
                                                     "meta", "type"};
  return std::any_of(kKeys.begin(), kKeys.end(), [&](std::string_view key) {
    return marker.details.contains(std::string(key));
  });
}

Flavour FlavourOf(const history::MarkerRecorded& marker) {
  constexpr std::array<std::string_view, 4> kGoAndJava = {
      "Version", "SideEffect", "MutableSideEffect", "LocalActivity"};
  if (marker.name.starts_with("core_")) return Flavour::kCore;
  const bool known = std::find(kGoAndJava.begin(), kGoAndJava.end(),
                               marker.name) != kGoAndJava.end();
  if (!known) return Flavour::kOther;
  return IsJavaMarker(marker) ? Flavour::kJava : Flavour::kGo;
}

std::optional<FlavourFinding> ByMarker(const History& history) {
  for (const Event& event : history.events) {
    if (event.type != EventType::kMarkerRecorded) continue;
    const auto& marker = std::get<history::MarkerRecorded>(event.attributes);
    return FlavourFinding{
        FlavourOf(marker),
        fmt::format("event {} is a marker {}", event.id, marker.name), ""};
  }
  return std::nullopt;
}

std::optional<FlavourFinding> ByCoreFlags(const History& history) {
  for (const Event& event : history.events) {
    if (event.type != EventType::kWorkflowTaskCompleted) continue;
    const auto& task = std::get<history::WorkflowTask>(event.attributes);
    if (!task.core_used_flags.empty()) {
      return FlavourFinding{Flavour::kCore, "it has Core's flags", ""};
    }
  }
  return std::nullopt;
}

bool IsUuid(const std::string& text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hex = std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
    if (dash ? text[i] != '-' : !hex) return false;
  }
  return true;
}

// Of version 3: Java makes the ids of children so, Core draws them (4).
bool IsNamedUuid(const std::string& text) {
  return IsUuid(text) && text[14] == '3';
}

const std::string* IdOf(const Event& event) {
  if (const auto* a =
          std::get_if<history::ActivityScheduled>(&event.attributes)) {
    return &a->activity_id;
  }
  if (event.type == EventType::kTimerStarted) {
    return &std::get<history::Timer>(event.attributes).timer_id;
  }
  if (const auto* c = std::get_if<history::ChildInitiated>(&event.attributes)) {
    return IsNamedUuid(c->workflow_id) ? &c->workflow_id : nullptr;
  }
  return nullptr;
}

// Go names activities and timers after their own event, Java by UUIDs; a given
// name says nothing.
std::optional<FlavourFinding> ByIds(const History& history) {
  int64_t own_event = 0;
  int64_t other_number = 0;
  int64_t uuids = 0;
  for (const Event& event : history.events) {
    const std::string* id = IdOf(event);
    if (id == nullptr) continue;
    const bool number =
        !id->empty() && std::all_of(id->begin(), id->end(), [](char c) {
          return c >= '0' && c <= '9';
        });
    if (*id == std::to_string(event.id))
      ++own_event;
    else if (number)
      ++other_number;
    else if (IsUuid(*id))
      ++uuids;
  }
  if (own_event > 0 && other_number == 0) {
    return FlavourFinding{
        Flavour::kGo,
        "its ids are those of their events, as Go's engine numbers them", ""};
  }
  if (uuids > 0 && own_event == 0 && other_number == 0) {
    return FlavourFinding{Flavour::kJava, "its ids are UUIDs", ""};
  }
  return std::nullopt;
}

// Workers name the queue to which the server sends a run's later tasks: Core's
// "<identity>-<32 hex digits>", Go's "<host>:<uuid>", Java's
// "<pid>@<host>:<uuid>", in old versions like Go's.
std::optional<FlavourFinding> ByStickyQueue(const History& history) {
  for (const Event& event : history.events) {
    if (event.type != EventType::kWorkflowTaskScheduled) continue;
    const std::string& queue =
        std::get<history::WorkflowTask>(event.attributes).task_queue;
    const size_t colon = queue.rfind(':');
    if (colon == std::string::npos || !IsUuid(queue.substr(colon + 1))) {
      continue;
    }
    const bool java = queue.find('@') < colon;
    return FlavourFinding{java ? Flavour::kJava : Flavour::kGo,
                          "its worker's own queue is " + queue, ""};
  }
  return std::nullopt;
}

// Go's workers call themselves <pid>@<host>@<task queue>; nobody else has a
// second '@' by default.
std::optional<FlavourFinding> ByIdentity(const History& history) {
  for (const Event& event : history.events) {
    if (event.type != EventType::kWorkflowTaskCompleted) continue;
    const std::string& identity =
        std::get<history::WorkflowTask>(event.attributes).identity;
    if (std::count(identity.begin(), identity.end(), '@') == 2) {
      return FlavourFinding{Flavour::kGo, "its worker calls itself " + identity,
                            ""};
    }
  }
  return std::nullopt;
}

// Go cannot name a timer otherwise than after its own event. Asked last: very
// old Go engines counted.
std::optional<FlavourFinding> ByTimers(const History& history) {
  for (const Event& event : history.events) {
    if (event.type != EventType::kTimerStarted) continue;
    const std::string& id = std::get<history::Timer>(event.attributes).timer_id;
    const bool number = std::all_of(
        id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!number || id.empty() || id == std::to_string(event.id)) continue;
    return FlavourFinding{
        Flavour::kCore, fmt::format("event {} starts a timer {}", event.id, id),
        ""};
  }
  return std::nullopt;
}

}  // namespace

std::string_view Name(Flavour flavour) {
  switch (flavour) {
    case Flavour::kCore:
      return "core";
    case Flavour::kGo:
      return "go";
    case Flavour::kJava:
      return "java";
    case Flavour::kOther:
      return "other";
  }
  return "";
}

FlavourFinding DetectFlavour(const History& history) {
  for (const auto detect : {BySdkName, ByMarker, ByCoreFlags, ByIds,
                            ByStickyQueue, ByIdentity, ByTimers}) {
    if (auto finding = detect(history)) return *finding;
  }
  return {Flavour::kCore, "nothing in it says otherwise", "", true};
}

}  // namespace lockstep::replay
