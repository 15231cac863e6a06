// Histories made without an SDK: starts, signals and the like, and workflow
// tasks answered by hand with whatever commands a test wants.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/server/programs.h"

namespace lockstep::fetch {

// What a new run is started with. `more` is merged into the request.
struct Start {
  std::string id;
  std::string type = "Order";
  std::string queue = "orders";
  nlohmann::json more = nlohmann::json::object();
};

// The request that starts it.
nlohmann::json RequestOf(const Start& start);
WorkflowRun StartRun(const DevServer& server, const Start& start);
void Signal(const DevServer& server, const WorkflowRun& run,
            const std::string& name, const nlohmann::json& input);
void Terminate(const DevServer& server, const WorkflowRun& run);
void RequestCancel(const DevServer& server, const WorkflowRun& run);

// Takes the next workflow task of the queue and answers it; yields whose it
// was. `more` is merged into the answer.
WorkflowRun CompleteTask(const DevServer& server, const std::string& queue,
                         const nlohmann::json& commands,
                         const nlohmann::json& more = nlohmann::json::object());
// Answers it with a failure: the next attempt is a transient task.
WorkflowRun FailTask(const DevServer& server, const std::string& queue);
// Takes it and leaves it: transient events end the history of an open run.
void TakeTask(const DevServer& server, const std::string& queue);

// A value as json/plain; a list of one.
nlohmann::json Payload(const nlohmann::json& value);
nlohmann::json Payloads(const nlohmann::json& value);

// Commands.
nlohmann::json CompleteWorkflow();
nlohmann::json FailWorkflow(const std::string& message);
nlohmann::json ContinueAsNew(const Start& next);
nlohmann::json StartTimer(const std::string& id, const std::string& after);
nlohmann::json ScheduleActivity(const std::string& id);
nlohmann::json StartChild(const Start& child);
// As Go's SDK notes a change version.
nlohmann::json VersionMarker(const std::string& change, int version);
nlohmann::json UpsertChangeVersions(const std::vector<std::string>& versions);

}  // namespace lockstep::fetch
