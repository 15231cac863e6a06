#include "history_fetch/select/listing.h"

#include <fmt/format.h>

#include "history_fetch/page_guard.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {

rpc::CallResult<ListedRuns> ListRuns(rpc::Service& service,
                                     const RunQuery& request,
                                     const VisitRuns& visit) {
  ListedRuns listing;
  rpc::ListRequest page_request{.query = request.query,
                                .page_size = 0,
                                .page_token = "",
                                .archived = request.archived};
  PageGuard guard;
  while (true) {
    auto page = service.ListWorkflows(page_request);
    if (!page) return tl::unexpected(page.error());
    const int64_t room = request.most - listing.listed;
    listing.complete = std::ssize(page->executions) <= room;
    if (!listing.complete) {
      page->executions.resize(static_cast<size_t>(room));
    }
    listing.listed += std::ssize(page->executions);
    const size_t runs = page->executions.size();
    visit(page->executions, listing.complete && !page->next_page_token.empty());
    if (!listing.complete) return listing;
    page_request.page_token = page->next_page_token;
    if (page_request.page_token.empty()) return listing;
    const std::string problem = guard.Check(page_request.page_token, runs);
    if (!problem.empty()) {
      return tl::unexpected(rpc::CallError{
          rpc::CallError::Kind::kMalformed,
          fmt::format("the server gave {} for the query {}, so its list would "
                      "never end; try it again",
                      problem, Printable(request.query, 200))});
    }
  }
}

}  // namespace lockstep::fetch
