#include "history_fetch/showing/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "history_fetch/call_failure.h"
#include "history_fetch/page_guard.h"
#include "history_fetch/showing/list_text.h"

namespace lockstep::fetch {
namespace {

using Runs = std::vector<rpc::ExecutionInfo>;

// The text of a list, piece by piece.
class ListText {
 public:
  explicit ListText(ListFormat format) : format_(format) {}

  std::string Begin() const { return format_ == ListFormat::kJson ? "[" : ""; }

  std::string Page(const Runs& runs) {
    if (format_ == ListFormat::kText) {
      return runs.empty() ? "" : RunsTable(runs);
    }
    std::string text;
    for (const rpc::ExecutionInfo& run : runs) {
      if (format_ == ListFormat::kJsonl) {
        text += RunToJson(run, ListJson::kCompact) + '\n';
        continue;
      }
      text += first_ ? "\n" : ",\n";
      text += RunToJson(run, ListJson::kPretty);
      first_ = false;
    }
    return text;
  }

  std::string End() const {
    if (format_ != ListFormat::kJson) return "";
    return first_ ? "]\n" : "\n]\n";
  }

 private:
  const ListFormat format_;
  bool first_ = true;
};

// Of the runs that are still wanted, as many as a page may have.
int32_t NextPageSize(const Listing& listing, int64_t left) {
  if (listing.limit == 0) return listing.page_size;
  constexpr int64_t kLargestPage = 1000;  // servers refuse more
  const int64_t page = listing.page_size > 0 ? listing.page_size : kLargestPage;
  return static_cast<int32_t>(std::min(left, page));
}

tl::unexpected<Failure> StdoutIsClosed() {
  return Fail(ExitCode::kPartial,
              "the list was not printed to its end; check what reads stdout");
}

}  // namespace

Outcome<void> WriteList(rpc::Service& service, const Listing& listing,
                        const TakeText& take) {
  ListText text(listing.format);
  rpc::ListRequest request = {.query = listing.query,
                              .archived = listing.archived};
  PageGuard guard;
  int64_t left = listing.limit;
  std::string begin = text.Begin();
  while (true) {
    request.page_size = NextPageSize(listing, left);
    auto page = service.ListWorkflows(request);
    if (!page) return tl::unexpected(FailureOf(page.error()));
    Runs& runs = page->executions;
    if (listing.limit > 0) {
      runs.resize(std::min(runs.size(), static_cast<size_t>(left)));
      left -= static_cast<int64_t>(runs.size());
    }
    if (!take(std::exchange(begin, "") + text.Page(runs))) {
      return StdoutIsClosed();
    }
    request.page_token = std::move(page->next_page_token);
    if (request.page_token.empty() || (listing.limit > 0 && left == 0)) break;
    const std::string problem = guard.Check(request.page_token, runs.size());
    if (!problem.empty()) {
      return Fail(
          ExitCode::kIntegrity,
          fmt::format("the list of workflows: the server gives {}, so the list "
                      "would never end; try again, and look into the server's "
                      "log if it stays",
                      problem));
    }
  }
  if (!take(text.End())) return StdoutIsClosed();
  return {};
}

Outcome<std::string> CountText(rpc::Service& service, const Listing& listing) {
  const auto count = service.CountWorkflows(listing.query);
  if (!count) return tl::unexpected(FailureOf(count.error()));
  switch (listing.format) {
    case ListFormat::kText:
      return fmt::format("{}\n", *count);
    case ListFormat::kJson:
      return fmt::format("{{\n  \"count\": \"{}\"\n}}\n", *count);
    case ListFormat::kJsonl:
      return fmt::format("{{\"count\":\"{}\"}}\n", *count);
  }
  return "";
}

}  // namespace lockstep::fetch
