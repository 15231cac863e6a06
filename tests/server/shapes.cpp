#include "tests/server/shapes.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include "tests/server/seeds.h"

namespace lockstep::fetch {
namespace {

using nlohmann::json;

using Shape = void (*)(const DevServer&, Start);

void AtRest(const DevServer& server, Start start) { StartRun(server, start); }

void Signalled(const DevServer& server, Start start) {
  const WorkflowRun run = StartRun(server, start);
  Signal(server, run, "pay", {{"cents", 5}, {"note", "\x7f \u20ac <&> \"\\"}});
  Signal(server, run, " ", nullptr);
}

void SignalledWithStart(const DevServer& server, Start start) {
  start.more["signalName"] = "open";
  start.more["signalInput"] = Payloads(json::array({1, 2.5, "x", nullptr}));
  server.wire().Must("SignalWithStartWorkflowExecution", RequestOf(start));
}

void Terminated(const DevServer& server, Start start) {
  Terminate(server, StartRun(server, start));
}

void CancelRequested(const DevServer& server, Start start) {
  RequestCancel(server, StartRun(server, start));
}

void WithMemoAndAttributes(const DevServer& server, Start start) {
  start.more["memo"]["fields"] = {{"zeta", Payload("z")},
                                  {"alpha", Payload({{"a", 1e21}})},
                                  {"\u00e9", Payload(-0.5)}};
  start.more["searchAttributes"]["indexedFields"]["Customer"] = Payload("c-17");
  start.more["header"]["fields"]["trace"] = Payload("00-abc");
  start.more["userMetadata"] = {{"summary", Payload("one **order**")},
                                {"details", Payload("line\nline")}};
  start.more["priority"] = {
      {"priorityKey", 2}, {"fairnessKey", "tenant"}, {"fairnessWeight", 1.25}};
  StartRun(server, start);
}

void Delayed(const DevServer& server, Start start) {
  start.more["workflowStartDelay"] = "864000.000000007s";
  StartRun(server, start);
}

void OnCron(const DevServer& server, Start start) {
  start.more["cronSchedule"] = "0 0 29 2 *";
  StartRun(server, start);
}

void WithRetries(const DevServer& server, Start start) {
  start.more["retryPolicy"] = {{"initialInterval", "86400s"},
                               {"backoffCoefficient", 1e21},
                               {"maximumAttempts", 2},
                               {"nonRetryableErrorTypes", {"A", "B"}}};
  StartRun(server, start);
}

void Completed(const DevServer& server, Start start) {
  StartRun(server, start);
  CompleteTask(server, start.queue, json::array({CompleteWorkflow()}),
               {{"sdkMetadata",
                 {{"coreUsedFlags", {1, 2, 3}},
                  {"sdkName", "temporal-test"},
                  {"sdkVersion", "1.2.3"}}}});
}

void Failed(const DevServer& server, Start start) {
  StartRun(server, start);
  CompleteTask(server, start.queue,
               json::array({FailWorkflow("no <stock> \u2029")}));
}

void Continued(const DevServer& server, Start start) {
  StartRun(server, start);
  for (int i = 0; i < 2; ++i) {
    CompleteTask(server, start.queue, json::array({ContinueAsNew(start)}));
  }
  CompleteTask(server, start.queue, json::array({CompleteWorkflow()}));
}

void WithTimers(const DevServer& server, Start start) {
  StartRun(server, start);
  CompleteTask(server, start.queue,
               {StartTimer("1", "0.001s"), StartTimer("2", "864000s")});
  CompleteTask(server, start.queue, json::array());
}

void WithActivities(const DevServer& server, Start start) {
  StartRun(server, start);
  CompleteTask(server, start.queue,
               {ScheduleActivity("1"), ScheduleActivity("2")});
}

void Versioned(const DevServer& server, Start start) {
  StartRun(server, start);
  CompleteTask(
      server, start.queue,
      {VersionMarker("discount", 2), UpsertChangeVersions({"discount-2"}),
       StartTimer("1", "900000s")});
}

void WithChild(const DevServer& server, Start start) {
  StartRun(server, start);
  const Start child{.id = start.id + "/child", .queue = start.queue + "-child"};
  CompleteTask(server, start.queue, json::array({StartChild(child)}));
  CompleteTask(server, start.queue, json::array());
  CompleteTask(server, child.queue, json::array({CompleteWorkflow()}));
  CompleteTask(server, start.queue, json::array({CompleteWorkflow()}));
}

// An open run whose last task failed and waits to be tried again.
void Wedged(const DevServer& server, Start start) {
  StartRun(server, start);
  FailTask(server, start.queue);
}

void TimedOut(const DevServer& server, Start start) {
  start.more["workflowExecutionTimeout"] = "1s";
  StartRun(server, start);
}

constexpr std::array<Shape, 18> kShapes = {
    AtRest,     Signalled,       SignalledWithStart,
    Terminated, CancelRequested, WithMemoAndAttributes,
    Delayed,    OnCron,          WithRetries,
    Completed,  Failed,          Continued,
    WithTimers, WithActivities,  Versioned,
    WithChild,  Wedged,          TimedOut};

// Those that answer workflow tasks are slower to make; most runs need none.
Shape ShapeOf(size_t i) {
  constexpr size_t kFast = 8;
  return kShapes[i % (i < 4 * kShapes.size() ? kShapes.size() : kFast)];
}

}  // namespace

void SeedShapes(const DevServer& server, size_t count,
                const std::string& prefix) {
  constexpr std::array<const char*, 3> kTypes = {"Order", "Refund", "Ship it!"};
  for (size_t i = 0; i < count; ++i) {
    const std::string name = prefix + "-" + std::to_string(i);
    // A queue of its own: a task that is taken is that of the run.
    const char* type = kTypes[(i + i / kShapes.size()) % kTypes.size()];
    ShapeOf(i)(server, {.id = name, .type = type, .queue = name});
  }
  // The executions that time out after a second.
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
}

std::vector<WorkflowRun> SeedOddIds(const DevServer& server) {
  std::vector<WorkflowRun> runs;
  for (const std::string& id : OddIds()) {
    runs.push_back(StartRun(server, {.id = id}));
    Signal(server, runs.back(), id.substr(0, 50), id);
  }
  std::sort(runs.begin(), runs.end());
  return runs;
}

std::vector<std::string> OddIds() {
  return {"../../etc/x",
          "a/b",
          "con",
          "NUL",
          ".",
          "..",
          "-w",
          "--help",
          "~",
          "$(reboot)",
          "`x`",
          "a b",
          " ",
          "'",
          "\"",
          "\\",
          "%2e%2e%2f",
          "*?",
          "line\nend",
          "\ttab",
          "\r\n",
          "\x1b[31mred",
          "\x7f",
          "\u202egpj",
          "\U0001F600 smile",
          "\u00e9\u0301",
          "a\u2028b",
          "file:///etc/passwd",
          "x' OR '1'='1",
          "manifest.jsonl",
          std::string(1000, 'x')};
}

WorkflowRun SeedLongRun(const DevServer& server, int events) {
  // One task records so many markers, as long as 4 MiB hold them.
  constexpr int kMarkers = 2000;
  const Start start{.id = "long", .type = "Loop", .queue = "long"};
  const WorkflowRun run = StartRun(server, start);
  json markers = json::array();
  for (int i = 0; i < kMarkers; ++i) {
    markers.push_back(VersionMarker("change-" + std::to_string(i), 1));
  }
  for (int made = 0; made < events; made += kMarkers) {
    CompleteTask(server, start.queue, markers);
    Signal(server, run, "next", made);
  }
  CompleteTask(server, start.queue, json::array({CompleteWorkflow()}));
  return run;
}

}  // namespace lockstep::fetch
