#include "tests/replayer/engine/go_history_text.h"

#include <sstream>
#include <utility>

namespace lockstep::replay {
namespace {

using history::Event;
using history::EventType;
using Words = std::vector<std::string>;

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

std::string Word(const Words& words, size_t i) {
  return i < words.size() ? words[i] : std::string();
}

// go-done [flags]: "3" if there are none given; "none".
Event Done(const Words& words) {
  history::WorkflowTask task;
  task.sdk_name = "temporal-go";
  std::istringstream flags(words.size() > 1 ? words[1] : "3");
  for (std::string flag; std::getline(flags, flag, ',');) {
    if (flag != "none") {
      task.lang_used_flags.push_back(static_cast<uint32_t>(std::stoul(flag)));
    }
  }
  Event event;
  event.type = EventType::kWorkflowTaskCompleted;
  event.attributes = std::move(task);
  return event;
}

history::MarkerRecorded Named(const char* name) {
  history::MarkerRecorded marker;
  marker.name = name;
  return marker;
}

Event Recorded(history::MarkerRecorded marker) {
  Event event;
  event.type = EventType::kMarkerRecorded;
  event.attributes = std::move(marker);
  return event;
}

// version ID N [alone]: the last says that no upsert follows.
Event Version(const Words& words) {
  history::MarkerRecorded marker = Named("Version");
  marker.details["change-id"] = {JsonPayload(Quoted(words.at(1)))};
  marker.details["version"] = {JsonPayload(words.at(2))};
  if (Word(words, 3) == "alone") {
    marker.details["version-search-attribute-updated"] = {JsonPayload("false")};
  }
  return Recorded(std::move(marker));
}

// side-effect NUMBER
Event SideEffect(const Words& words) {
  history::MarkerRecorded marker = Named("SideEffect");
  marker.details["side-effect-id"] = {JsonPayload(words.at(1))};
  marker.details["data"] = {JsonPayload("7")};
  return Recorded(std::move(marker));
}

// mutable ID [CALL]: without CALL as old SDKs wrote it.
Event MutableSideEffect(const Words& words) {
  history::MarkerRecorded marker = Named("MutableSideEffect");
  history::Payload value;
  value.metadata["encoding"] = "json/protobuf";
  value.data = R"({"payloads":[{"data":"Nw=="}]})";
  marker.details["data"] = {JsonPayload(Quoted(words.at(1))), value};
  if (words.size() > 2) {
    marker.details["mutable-side-effect-call-counter"] = {
        JsonPayload(words[2])};
  }
  return Recorded(std::move(marker));
}

// go-local NUMBER TYPE [failed]: the clock is that of second 500.
Event Local(const Words& words) {
  history::MarkerRecorded marker = Named("LocalActivity");
  marker.details["data"] = {JsonPayload(
      R"({"ActivityID":")" + words.at(1) + R"(","ActivityType":")" +
      words.at(2) + R"(","ReplayTime":"1970-01-12T13:55:00Z","Attempt":1})")};
  if (Word(words, 3) == "failed") {
    marker.failure.emplace().kind = history::Failure::Kind::kApplication;
  } else {
    marker.details["result"] = {JsonPayload("1")};
  }
  return Recorded(std::move(marker));
}

// go-child-started WORKFLOW | go-child-completed WORKFLOW
Event ChildEvent(EventType type, const Words& words) {
  history::ChildUpdate update;
  update.execution.workflow_id = words.at(1);
  update.execution.run_id = "child-run";
  Event event;
  event.type = type;
  event.attributes = std::move(update);
  return event;
}

}  // namespace

history::Payload JsonPayload(const std::string& json) {
  return {{{"encoding", "json/plain"}}, json};
}

const std::map<std::string, EventMaker>& GoEventMakers() {
  static const std::map<std::string, EventMaker> kMakers = {
      {"go-done", Done},
      {"version", Version},
      {"side-effect", SideEffect},
      {"mutable", MutableSideEffect},
      {"go-local", Local},
      {"go-child-started",
       [](const Words& words) {
         return ChildEvent(EventType::kChildWorkflowExecutionStarted, words);
       }},
      {"go-child-completed",
       [](const Words& words) {
         return ChildEvent(EventType::kChildWorkflowExecutionCompleted, words);
       }},
  };
  return kMakers;
}

}  // namespace lockstep::replay
