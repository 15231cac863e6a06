#include "history_fetch/showing/whole_history.h"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>

#include "history_fetch/call_failure.h"
#include "history_fetch/download/history_sink.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

using Kind = rpc::CallError::Kind;

// A server may answer with an empty page now and then, not for ever.
constexpr int kEmptyPages = 100;

std::string NameOf(const rpc::Execution& execution) {
  if (execution.run_id.empty()) {
    return fmt::format("workflow '{}'", Printable(execution.workflow_id));
  }
  return fmt::format("workflow '{}', run {}", Printable(execution.workflow_id),
                     Printable(execution.run_id));
}

// Which run it is, and whether it has ended. The history cannot say: after a
// reset its first event still names the run it was copied from.
Outcome<rpc::ExecutionInfo> Describe(const HistorySource& source,
                                     const rpc::Execution& execution) {
  auto described = source.service->DescribeWorkflow(execution);
  if (described) {
    // An answer without ids says nothing.
    if (described->execution.run_id.empty()) described->execution = execution;
    return std::move(*described);
  }
  const bool archived =
      described.error().kind == Kind::kNotFound && source.archived;
  if (!archived && described.error().kind != Kind::kUnimplemented) {
    return tl::unexpected(FailureOf(described.error()));
  }
  rpc::ExecutionInfo unknown;
  unknown.execution = execution;
  return unknown;
}

Outcome<void> AddPages(const HistorySource& source,
                       const rpc::Execution& execution, HistorySink& sink) {
  rpc::HistoryRequest request = {.execution = execution,
                                 .page_size = source.page_size,
                                 .archived = source.archived};
  std::set<std::string> tokens;
  int empty_pages = 0;
  do {
    auto page = source.service->GetHistory(request);
    if (!page) return tl::unexpected(FailureOf(page.error()));
    if (source.codec != nullptr) {
      const auto decoded = source.codec->Decode(*page->history);
      if (!decoded) {
        return Fail(
            source.codec->refused() ? ExitCode::kConnect : ExitCode::kPartial,
            decoded.error().message);
      }
    }
    const int64_t before = sink.facts().events;
    if (auto added = sink.Add(*page->history); !added) return added;
    empty_pages = sink.facts().events == before ? empty_pages + 1 : 0;
    request.page_token = std::move(page->next_page_token);
    request.next_page_size = page->next_page_size;
    const bool again = !request.page_token.empty() &&
                       !tokens.insert(request.page_token).second;
    if (again || empty_pages > kEmptyPages) {
      return Fail(ExitCode::kIntegrity,
                  fmt::format("{}: the server gives {}, so the history would "
                              "never end; fetch it again, and look into the "
                              "server's log if it stays",
                              NameOf(execution),
                              again ? "the same page token twice"
                                    : "one page without events after the "
                                      "other"));
    }
  } while (!request.page_token.empty());
  return {};
}

// Whether it is the history that was asked for, to its end.
Outcome<void> Check(const rpc::ExecutionInfo& asked, const Entry& entry) {
  const rpc::Execution& execution = asked.execution;
  const bool other_run = !entry.run_id.empty() && !execution.run_id.empty() &&
                         entry.run_id != execution.run_id;
  const bool other_workflow =
      !entry.workflow_id.empty() && entry.workflow_id != execution.workflow_id;
  if (other_run || other_workflow) {
    return Fail(
        ExitCode::kIntegrity,
        fmt::format("{}: the server answered with the history of workflow "
                    "'{}', run {}; fetch it again",
                    NameOf(execution), Printable(entry.workflow_id),
                    Printable(entry.run_id)));
  }
  const bool closed = asked.close_time_ns != 0;
  if (closed && !entry.closed) {
    return Fail(
        ExitCode::kIntegrity,
        fmt::format("{}: it is {}, but its history stops at event {}, "
                    "which does not end it; fetch it again",
                    NameOf(execution), asked.status, entry.last_event_id));
  }
  return {};
}

}  // namespace

Outcome<Entry> WriteHistory(const HistorySource& source,
                            const rpc::Execution& execution,
                            TextOutput& output) {
  const auto described = Describe(source, execution);
  if (!described) return tl::unexpected(described.error());
  HistorySink sink(NameOf(described->execution), output);
  if (auto added = AddPages(source, described->execution, sink); !added) {
    return tl::unexpected(added.error());
  }
  auto entry = sink.Finish();
  if (!entry) return entry;
  if (auto right = Check(*described, *entry); !right) {
    return tl::unexpected(right.error());
  }
  return entry;
}

}  // namespace lockstep::fetch
