#include "rpc/client/grpc_service.h"

#include <fmt/format.h>

#include <utility>

#include "rpc/client/call.h"
#include "rpc/client/execution_info.h"
#include "rpc/client/page_sizes.h"
#include "rpc/client/raw_history.h"
#include "rpc/schema/fields.h"

namespace lockstep::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using Rate = Asked::Rate;

constexpr char kPackage[] = "temporal.api.workflowservice.v1.";
// What a server makes of 0 and of more (history-download 2.2).
constexpr int32_t kLargestListPage = 1000;

std::string RunNamed(const Execution& execution) {
  return execution.run_id.empty()
             ? fmt::format("workflow {}", Quoted(execution.workflow_id))
             : fmt::format("workflow {}, run {}", Quoted(execution.workflow_id),
                           Quoted(execution.run_id));
}

std::string Where(const std::string& query) {
  return query.empty() ? "" : " " + Quoted(query);
}

template <class T>
tl::unexpected<CallError> Because(const CallResult<T>& failed) {
  return tl::unexpected(failed.error());
}

class GrpcService final : public Service {
 public:
  GrpcService(const ClientConfig& config, Caller::Parts parts,
              const Schema& schema, const std::atomic<bool>& cancelled)
      : config_(config),
        schema_(schema),
        sizes_(parts.options),
        caller_(config_, std::move(parts), cancelled) {}

  CallResult<ServerInfo> GetSystemInfo() override {
    const auto answer = Call({"GetSystemInfo",
                              "the server's version was not "
                              "fetched"},
                             *Request("GetSystemInfo"));
    if (!answer) {
      // Servers before 1.10 are Temporal servers too.
      if (answer.error().kind == CallError::Kind::kUnimplemented) {
        return ServerInfo();
      }
      return Because(answer);
    }
    if (GetBool(**answer, "capabilities.internal_error_differentiation",
                Age::kNewer)) {
      caller_.SetInternalErrorsAreFinal();
    }
    return ServerInfo{
        GetString(**answer, "server_version"),
        GetBool(**answer, "capabilities.count_group_by_execution_status",
                Age::kNewer)};
  }

  CallResult<NamespaceInfo> DescribeNamespace() override {
    const auto answer =
        Call({"DescribeNamespace", "the namespace's retention was not fetched"},
             *NamespacedRequest("DescribeNamespace"));
    if (!answer) return Because(answer);
    return NamespaceInfo{
        GetString(**answer, "namespace_info.id"),
        GetNanos(**answer, "config.workflow_execution_retention_ttl") /
            1'000'000'000};
  }

  CallResult<ListPage> ListWorkflows(const ListRequest& list) override {
    const std::string method = list.archived ? "ListArchivedWorkflowExecutions"
                                             : "ListWorkflowExecutions";
    const auto request = NamespacedRequest(method);
    SetString(*request, "query", list.query);
    SetInt(*request, "page_size", list.page_size);
    SetString(*request, "next_page_token", list.page_token);
    auto answer =
        Call({method,
              fmt::format("the list of {}workflows{} was not fetched",
                          list.archived ? "archived " : "", Where(list.query)),
              Rate::kLimited, "page_size", kLargestListPage},
             *request);
    if (!answer) return Because(answer);
    ListPage page;
    for (const Message* info : GetRepeated(**answer, "executions")) {
      page.executions.push_back(ReadExecutionInfo(*info));
    }
    page.next_page_token = GetString(**answer, "next_page_token");
    page.answer = *std::move(answer);
    return page;
  }

  CallResult<int64_t> CountWorkflows(const std::string& query) override {
    const auto request = NamespacedRequest("CountWorkflowExecutions");
    SetString(*request, "query", query);
    const auto answer = Call(
        {"CountWorkflowExecutions",
         fmt::format("the number of workflows{} was not fetched", Where(query)),
         Rate::kLimited},
        *request);
    if (!answer) return Because(answer);
    return GetInt(**answer, "count");
  }

  CallResult<ExecutionInfo> DescribeWorkflow(
      const Execution& execution) override {
    const auto request = NamespacedRequest("DescribeWorkflowExecution");
    SetExecution(execution, *request);
    const auto answer =
        Call({"DescribeWorkflowExecution",
              fmt::format("the description of {} was not fetched",
                          RunNamed(execution))},
             *request);
    if (!answer) return Because(answer);
    const Message* info = GetMessage(**answer, "workflow_execution_info");
    return info == nullptr ? ExecutionInfo() : ReadExecutionInfo(*info);
  }

  CallResult<HistoryPage> GetHistory(const HistoryRequest& asked) override {
    const auto request = NamespacedRequest("GetWorkflowExecutionHistory");
    SetExecution(asked.execution, *request);
    SetString(*request, "next_page_token", asked.page_token);
    SetBool(*request, "skip_archival", !asked.archived);
    const Asked call = {"GetWorkflowExecutionHistory",
                        fmt::format("the history of {} was not fetched",
                                    RunNamed(asked.execution)),
                        Rate::kFree, kHistoryPageField, kLargestHistoryPage};
    SetInt(*request, kHistoryPageField,
           sizes_.Ask(asked.page_size, asked.next_page_size));
    Answered how;
    const auto answer = Call(call, *request, &how);
    if (!answer) return Because(answer);
    auto page = ReadHistory(call, **answer);
    if (page) {
      page->next_page_size = sizes_.Next(
          static_cast<int32_t>(GetInt(*request, kHistoryPageField)), how);
    }
    return page;
  }

 private:
  using Answer = CallResult<std::unique_ptr<Message>>;

  std::unique_ptr<Message> Request(const std::string& method) const {
    return schema_.New(kPackage + method + "Request");
  }

  std::unique_ptr<Message> NamespacedRequest(const std::string& method) const {
    std::unique_ptr<Message> request = Request(method);
    SetString(*request, "namespace", config_.name_space.value);
    return request;
  }

  static void SetExecution(const Execution& execution, Message& request) {
    SetString(request, "execution.workflow_id", execution.workflow_id);
    SetString(request, "execution.run_id", execution.run_id);
  }

  Answer Call(const Asked& asked, Message& request, Answered* how = nullptr) {
    std::unique_ptr<Message> response =
        schema_.New(kPackage + asked.method + "Response");
    auto called = caller_.Call(asked, request, *response);
    if (!called) return tl::unexpected(called.error());
    if (how != nullptr) *how = *called;
    return response;
  }

  CallResult<HistoryPage> ReadHistory(const Asked& call, Message& answer) {
    HistoryPage page;
    page.next_page_token = GetString(answer, "next_page_token");
    const FieldDescriptor* field =
        answer.GetDescriptor()->FindFieldByName("history");
    page.history.reset(answer.GetReflection()->ReleaseMessage(&answer, field));
    if (page.history == nullptr) page.history = schema_.New(kHistoryMessage);
    if (auto raw = AppendRawHistory(answer, *page.history); !raw) {
      return tl::unexpected(
          caller_.explainer().Malformed(call.failed, raw.error().message));
    }
    return page;
  }

  const ClientConfig config_;
  const Schema& schema_;
  const PageSizes sizes_;
  Caller caller_;
};

}  // namespace

Result<std::unique_ptr<Service>> OpenGrpcService(
    const ClientConfig& config, const ServiceOptions& options,
    const Schema& schema, const std::atomic<bool>& cancelled) {
  auto plan = PlanChannel(config);
  if (!plan) return tl::unexpected(plan.error());
  auto headers = RequestHeaders(config);
  if (!headers) return tl::unexpected(headers.error());
  Caller::Parts parts = {std::move(*plan), config.authority.value,
                         std::move(*headers), options};
  return std::make_unique<GrpcService>(config, std::move(parts), schema,
                                       cancelled);
}

}  // namespace lockstep::rpc
