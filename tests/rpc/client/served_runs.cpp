#include "tests/rpc/client/served_runs.h"

#include <grpcpp/support/status_code_enum.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

#include "base/check.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_reader.h"
#include "tests/rpc/client/visibility_query.h"

namespace lockstep::rpc {
namespace {

using google::protobuf::FieldDescriptor;

constexpr char kPackage[] = "temporal.api.workflowservice.v1.";
constexpr size_t kLargestListPage = 1000;

const FieldDescriptor& Field(const Message& message, const std::string& name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  LOCKSTEP_CHECK(field != nullptr, "the API has the fields the tests set");
  return *field;
}

Message& Inner(Message& message, const std::string& name) {
  return *message.GetReflection()->MutableMessage(&message,
                                                  &Field(message, name));
}

Message& Add(Message& message, const std::string& name) {
  return *message.GetReflection()->AddMessage(&message, &Field(message, name));
}

void SetTime(Message& message, const std::string& name, int64_t time_ns) {
  if (time_ns == 0) return;
  SetInt(Inner(message, name), "seconds", time_ns / 1'000'000'000);
  SetInt(Inner(message, name), "nanos", time_ns % 1'000'000'000);
}

void SetStatus(Message& info, const std::string& status) {
  static constexpr std::array<const char*, 9> kNames = {
      "",           "Running",        "Completed", "Failed", "Canceled",
      "Terminated", "ContinuedAsNew", "TimedOut",  "Paused"};
  const auto found = std::find(kNames.begin(), kNames.end(), status);
  LOCKSTEP_CHECK(found != kNames.end(), "tests name statuses as queries do");
  info.GetReflection()->SetEnumValue(&info, &Field(info, "status"),
                                     static_cast<int>(found - kNames.begin()));
}

// `json` is the value; the type is the search attribute's.
void SetAttribute(Message& info, const std::string& key,
                  const std::string& type, const std::string& json) {
  Message& entry = Add(Inner(info, "search_attributes"), "indexed_fields");
  SetString(entry, "key", key);
  Message& payload = Inner(entry, "value");
  SetString(payload, "data", json);
  for (const auto& [name, value] :
       {std::pair("encoding", std::string("json/plain")),
        std::pair("type", type)}) {
    Message& metadata = Add(payload, "metadata");
    SetString(metadata, "key", name);
    SetString(metadata, "value", value);
  }
}

std::string JsonList(const std::vector<std::string>& texts) {
  std::string json;
  for (const std::string& text : texts) {
    json += (json.empty() ? "[\"" : ",\"") + text + "\"";
  }
  return json + "]";
}

void FillInfo(const ExecutionInfo& run, Message& info) {
  SetString(info, "execution.workflow_id", run.execution.workflow_id);
  SetString(info, "execution.run_id", run.execution.run_id);
  SetString(info, "type.name", run.workflow_type);
  SetStatus(info, run.status);
  SetTime(info, "start_time", run.start_time_ns);
  SetTime(info, "close_time", run.close_time_ns);
  SetInt(info, "history_length", run.history_length);
  SetInt(info, "history_size_bytes", run.history_size_bytes);
  SetString(info, "task_queue", run.task_queue);
  SetString(info, "first_run_id", run.first_run_id);
  if (!run.parent.workflow_id.empty()) {
    SetString(info, "parent_execution.workflow_id", run.parent.workflow_id);
    SetString(info, "parent_execution.run_id", run.parent.run_id);
  }
  if (!run.scheduled_by.empty()) {
    SetAttribute(info, "TemporalScheduledById", "Keyword",
                 '"' + run.scheduled_by + '"');
  }
  if (!run.deployment_version.empty()) {
    SetAttribute(info, "TemporalWorkerDeploymentVersion", "Keyword",
                 '"' + run.deployment_version + '"');
  }
  if (!run.change_versions.empty()) {
    SetAttribute(info, "TemporalChangeVersion", "KeywordList",
                 JsonList(run.change_versions));
  }
  for (const auto& [name, texts] : run.search_attributes) {
    SetAttribute(info, name, "KeywordList", JsonList(texts));
  }
  if (!run.build_ids.empty()) {
    SetAttribute(info, "BuildIds", "KeywordList", JsonList(run.build_ids));
  }
}

Answer Refuse(int code, std::string error, std::string detail_type = "") {
  return {
      code, std::move(error),
      detail_type.empty() ? "" : "temporal.api.errordetails.v1." + detail_type,
      nullptr};
}

Answer NoSuchRun(const Message& request) {
  return Refuse(grpc::NOT_FOUND,
                "workflow execution not found for workflow ID \"" +
                    GetString(request, "execution.workflow_id") +
                    "\" and run ID \"" +
                    GetString(request, "execution.run_id") + "\"",
                "NotFoundFailure");
}

// Tokens are "<what>|<index of the next>".
size_t IndexIn(const std::string& token) {
  const size_t bar = token.rfind('|');
  return bar == std::string::npos ? 0 : std::stoul(token.substr(bar + 1));
}

}  // namespace

void ServedRuns::Add(ServedRun run) {
  const std::string run_id = run.info.execution.run_id;
  runs_.insert_or_assign(run_id, std::move(run));
}

std::unique_ptr<Message> ServedRuns::NewRequest(
    const std::string& method) const {
  static const std::set<std::string> kMethods = {
      "CountWorkflowExecutions",     "DescribeNamespace",
      "DescribeWorkflowExecution",   "GetSystemInfo",
      "GetWorkflowExecutionHistory", "ListArchivedWorkflowExecutions",
      "ListWorkflowExecutions"};
  if (!kMethods.contains(method)) return nullptr;
  return schema_.New(kPackage + method + "Request");
}

std::unique_ptr<Message> ServedRuns::NewResponse(
    const std::string& method) const {
  return schema_.New(kPackage + method + "Response");
}

Answer ServedRuns::Call(const std::string& method,
                        const Message& request) const {
  if (method == "GetSystemInfo") return SystemInfo();
  const std::string name_space = GetString(request, "namespace");
  if (name_space != options_.name_space) {
    return Refuse(grpc::NOT_FOUND, "Namespace " + name_space + " is not found.",
                  "NamespaceNotFoundFailure");
  }
  if (method == "DescribeNamespace") return Namespace();
  if (method == "CountWorkflowExecutions") return Count(request);
  if (method == "DescribeWorkflowExecution") return Describe(request);
  if (method == "GetWorkflowExecutionHistory") return History(request);
  return List(method, request);
}

Answer ServedRuns::SystemInfo() const {
  Answer answer;
  answer.response = NewResponse("GetSystemInfo");
  SetString(*answer.response, "server_version", options_.version);
  SetBool(*answer.response, "capabilities.count_group_by_execution_status",
          true);
  SetBool(*answer.response, "capabilities.internal_error_differentiation",
          internal_differs_);
  return answer;
}

Answer ServedRuns::Namespace() const {
  Answer answer;
  answer.response = NewResponse("DescribeNamespace");
  SetString(*answer.response, "namespace_info.name", options_.name_space);
  SetString(*answer.response, "namespace_info.id", "namespace-id");
  SetInt(*answer.response, "config.workflow_execution_retention_ttl.seconds",
         options_.retention_s);
  return answer;
}

Answer ServedRuns::List(const std::string& method,
                        const Message& request) const {
  const bool archived = method == "ListArchivedWorkflowExecutions";
  const std::string query = GetString(request, "query");
  const size_t asked = static_cast<size_t>(GetInt(request, "page_size"));
  if (asked > kLargestListPage && !archived) {
    return Refuse(grpc::INVALID_ARGUMENT,
                  "PageSize is larger than allowed 1000.");
  }
  std::vector<const ServedRun*> found;
  for (const auto& [run_id, run] : runs_) {
    const std::optional<bool> matches = Matches(run.info, query);
    if (!matches) {
      return Refuse(grpc::INVALID_ARGUMENT, "invalid query: " + query);
    }
    if (*matches && run.archived == archived) found.push_back(&run);
  }
  // As real ones do: the newest first.
  std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) {
    return std::pair(b->info.start_time_ns, b->info.execution) <
           std::pair(a->info.start_time_ns, a->info.execution);
  });
  Answer answer;
  answer.response = NewResponse(method);
  const size_t page = asked == 0 ? kLargestListPage : asked;
  size_t next = IndexIn(GetString(request, "next_page_token"));
  for (const size_t end = next + page; next < end && next < found.size();) {
    Describe(*found[next++], rpc::Add(*answer.response, "executions"));
  }
  if (next < found.size()) {
    SetString(*answer.response, "next_page_token",
              "list|" + std::to_string(next));
  }
  return answer;
}

Answer ServedRuns::Count(const Message& request) const {
  int64_t count = 0;
  for (const auto& [run_id, run] : runs_) {
    const std::string query = GetString(request, "query");
    const std::optional<bool> matches = Matches(run.info, query);
    if (!matches) {
      return Refuse(grpc::INVALID_ARGUMENT, "invalid query: " + query);
    }
    if (*matches && !run.archived) ++count;
  }
  Answer answer;
  answer.response = NewResponse("CountWorkflowExecutions");
  SetInt(*answer.response, "count", count);
  return answer;
}

const ServedRun* ServedRuns::Find(const Message& request) const {
  const std::string workflow_id = GetString(request, "execution.workflow_id");
  const std::string run_id = GetString(request, "execution.run_id");
  const ServedRun* found = nullptr;
  for (const auto& [id, run] : runs_) {
    if (run.info.execution.workflow_id != workflow_id) continue;
    if (!run_id.empty() && run_id != id) continue;
    // Without a run id: the newest one.
    if (found == nullptr ||
        run.info.start_time_ns > found->info.start_time_ns) {
      found = &run;
    }
  }
  return found;
}

void ServedRuns::Describe(const ServedRun& run, Message& info) const {
  FillInfo(run.info, info);
  if (run.more_info_json.empty()) return;
  const auto more = ParseJson(schema_, info.GetTypeName(), run.more_info_json);
  LOCKSTEP_CHECK(more.has_value(), "tests write JSON of the API");
  info.MergeFrom(*more->message);
}

Answer ServedRuns::Describe(const Message& request) const {
  const ServedRun* run = Find(request);
  if (run == nullptr || run->archived) return NoSuchRun(request);
  Answer answer;
  answer.response = NewResponse("DescribeWorkflowExecution");
  Describe(*run, Inner(*answer.response, "workflow_execution_info"));
  return answer;
}

Answer ServedRuns::History(const Message& request) const {
  const std::string token = GetString(request, "next_page_token");
  const ServedRun* run = Find(request);
  if (!token.empty()) {
    const std::string pinned = token.substr(0, token.find('|'));
    if (!token.ends_with("|") && pinned.size() == token.size()) {
      return Refuse(grpc::INVALID_ARGUMENT, "Invalid NextPageToken.");
    }
    const std::string run_id = GetString(request, "execution.run_id");
    if (!run_id.empty() && run_id != pinned) {
      return Refuse(grpc::INVALID_ARGUMENT,
                    "RunID in the request does not match the NextPageToken.");
    }
    const auto found = runs_.find(pinned);
    run = found == runs_.end() ? nullptr : &found->second;
  }
  if (run == nullptr || (run->archived && GetBool(request, "skip_archival"))) {
    return NoSuchRun(request);
  }
  Answer answer;
  answer.response = NewResponse("GetWorkflowExecutionHistory");
  FillPage(*run, request, *answer.response);
  return answer;
}

std::unique_ptr<Message> ServedRuns::PageOf(const std::string& run_id,
                                            const Message& request) const {
  const auto found = runs_.find(run_id);
  if (found == runs_.end()) return nullptr;
  std::unique_ptr<Message> response =
      NewResponse("GetWorkflowExecutionHistory");
  FillPage(found->second, request, *response);
  return response;
}

void ServedRuns::FillPage(const ServedRun& run, const Message& request,
                          Message& response) const {
  const Message& history = *run.history;
  const auto& reflection = *history.GetReflection();
  const FieldDescriptor& events = Field(history, "events");
  const int total = reflection.FieldSize(history, &events);
  const auto asked = static_cast<int>(GetInt(request, "maximum_page_size"));
  const int page = asked <= 0 ? options_.max_page_size
                              : std::min(asked, options_.max_page_size);
  auto next = static_cast<int>(IndexIn(GetString(request, "next_page_token")));
  Message& into = Inner(response, "history");
  for (const int end = next + page; next < end && next < total; ++next) {
    rpc::Add(into, "events")
        .CopyFrom(reflection.GetRepeatedMessage(history, &events, next));
  }
  if (next < total) {
    SetString(response, "next_page_token",
              run.info.execution.run_id + "|" + std::to_string(next));
  }
  if (run.archived) SetBool(response, "archived", true);
}

}  // namespace lockstep::rpc
