#include "history_fetch/showing/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "history_fetch/call_failure.h"
#include "history_fetch/page_guard.h"
#include "rpc/schema/fields.h"

namespace lockstep::fetch {
namespace {

// The text of a list, piece by piece.
class ListText {
 public:
  explicit ListText(const Listing& listing) : listing_(listing) {}

  std::string Begin() const {
    return listing_.format == ListFormat::kJson ? "[" : "";
  }

  // Of the page's runs as many as `executions` has.
  Outcome<std::string> Page(const rpc::ListPage& page) {
    if (listing_.format == ListFormat::kText) {
      return page.executions.empty() ? "" : RunsTable(page.executions);
    }
    if (const Outcome<void> decoded = Decode(*page.answer); !decoded) {
      return tl::unexpected(decoded.error());
    }
    auto runs = rpc::GetRepeated(*page.answer, "executions");
    runs.resize(page.executions.size());
    std::string text;
    for (const rpc::Message* run : runs) {
      if (listing_.format == ListFormat::kJsonl) {
        text += Json(*run, rpc::JsonStyle::kCompact) + '\n';
        continue;
      }
      text += first_ ? "\n" : ",\n";
      text += Json(*run, rpc::JsonStyle::kPretty);
      first_ = false;
    }
    return text;
  }

  std::string End() const {
    return listing_.format == ListFormat::kJson ? "\n]\n" : "";
  }

 private:
  std::string Json(const rpc::Message& run, rpc::JsonStyle style) const {
    return RunToJson(run, style, listing_.payloads);
  }

  Outcome<void> Decode(rpc::Message& answer) const {
    if (listing_.codec == nullptr) return {};
    const Result<void> decoded = listing_.codec->Decode(answer);
    if (decoded) return {};
    return Fail(
        listing_.codec->refused() ? ExitCode::kConnect : ExitCode::kPartial,
        "the list of workflows: " + decoded.error().message);
  }

  const Listing& listing_;
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
  ListText text(listing);
  rpc::ListRequest request = {.query = listing.query,
                              .archived = listing.archived};
  PageGuard guard;
  int64_t left = listing.limit;
  std::string begin = text.Begin();
  while (true) {
    request.page_size = NextPageSize(listing, left);
    auto page = service.ListWorkflows(request);
    if (!page) return tl::unexpected(FailureOf(page.error()));
    auto& runs = page->executions;
    if (listing.limit > 0) {
      runs.resize(std::min(runs.size(), static_cast<size_t>(left)));
      left -= static_cast<int64_t>(runs.size());
    }
    const Outcome<std::string> lines = text.Page(*page);
    if (!lines) return tl::unexpected(lines.error());
    if (!take(std::exchange(begin, "") + *lines)) return StdoutIsClosed();
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
