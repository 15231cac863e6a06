#include "history_fetch/select/select.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "history_fetch/parallel.h"
#include "history_fetch/select/listing.h"
#include "history_fetch/select/oldest_runs.h"
#include "history_fetch/select/query.h"
#include "history_fetch/select/sampler.h"
#include "history_fetch/terminal.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

using Statuses = std::vector<std::string>;

constexpr int64_t kSecond = 1'000'000'000;

// How many of the oldest runs are listed to find the oldest.
constexpr int64_t kOldestListed = 1000;

// "" if all statuses that there are by default are wanted.
std::string StatusFilter(const Statuses& statuses) {
  if (statuses == Stratum().statuses) return "";
  std::string list;
  for (const std::string& status : statuses) {
    list += (list.empty() ? "" : ", ") + QuoteForQuery(status);
  }
  return "ExecutionStatus IN (" + list + ")";
}

std::string Ages(const AgeRange& range) {
  if (!range.older)
    return fmt::format("older than {}", FormatSpan(range.younger));
  if (range.younger == 0) {
    return fmt::format("up to {} old", FormatSpan(*range.older));
  }
  return fmt::format("{} to {} old", FormatSpan(range.younger),
                     FormatSpan(*range.older));
}

// Lists what one stratum needs, and samples it.
class Selection {
 public:
  Selection(const SelectContext& context, size_t index)
      : context_(context),
        stratum_(context.plan->strata[index]),
        setting_{.stratum = &stratum_,
                 .index = index,
                 .seed = context.plan->seed,
                 .now_s = context.now_ns / kSecond},
        bounds_{.whole = std::max(context.bounds.whole, stratum_.want),
                .cell = std::max(context.bounds.cell, stratum_.want)},
        sampler_(std::in_place, setting_) {}

  Outcome<Selected> Run() {
    Outcome<void> done = ListAll();
    if (done && context_.archived) done = ListArchive();
    for (size_t i = 0; done && i < stratum_.include.size(); ++i) {
      done = ListIncluded(i);
    }
    if (!done) return tl::unexpected(done.error());
    Measure();
    for (const std::string& attribute : sampler_->Unset()) {
      selected_.notes.push_back(fmt::format(
          "no run of the stratum has {}: is split_by right?", attribute));
    }
    if (sampler_->broken()) return tl::unexpected(*sampler_->broken());
    selected_.found = sampler_->matching();
    selected_.picks = sampler_->Take();
    return std::move(selected_);
  }

 private:
  Outcome<void> ListAll() {
    const std::string query =
        And(TypeIs(stratum_.workflow_type), StatusFilter(stratum_.statuses));
    list_early_ = context_.take_early && stratum_.max_per_chain == 0 &&
                  stratum_.max_per_schedule == 0;
    const Outcome<bool> whole = List(query, bounds_.whole);
    list_early_ = false;
    if (!whole) return tl::unexpected(whole.error());
    if (*whole) return {};
    // Which of them came first is chance: begin again.
    sampler_.emplace(setting_);
    return ListCells();
  }

  Outcome<void> ListCells() {
    const std::vector<AgeRange> ages = AgeRanges(stratum_);
    for (const std::string& status : stratum_.statuses) {
      const std::string query =
          And(TypeIs(stratum_.workflow_type), StatusIs(status));
      bool all = !ages.back().older;
      for (const AgeRange& range : ages) {
        const std::string cell = And(query, StartedIn(range, setting_.now_s));
        const Outcome<bool> whole = List(cell, bounds_.cell);
        if (!whole) return tl::unexpected(whole.error());
        if (!*whole) Note(status, range, cell);
        all = all && *whole;
      }
      if (all || !IsOpen(ParseStatus(status)) || stratum_.oldest == 0) continue;
      const Outcome<void> oldest = ListOldest(query);
      if (!oldest) return oldest;
    }
    return {};
  }

  Outcome<void> ListOldest(const std::string& query) {
    const int64_t most = std::min(kOldestListed, bounds_.cell);
    const auto oldest =
        NarrowToOldest(*context_.service, query, most, setting_.now_s);
    if (!oldest) return Refused(oldest.error());
    if (oldest->empty()) return {};
    const Outcome<bool> whole = List(*oldest, bounds_.cell);
    return whole ? Outcome<void>() : tl::unexpected(whole.error());
  }

  uint32_t NumberOf(const std::string& query) {
    selected_.queries.push_back(query);
    return static_cast<uint32_t>(selected_.queries.size() - 1);
  }

  // False: there are more.
  Outcome<bool> List(const std::string& query, int64_t most,
                     bool archived = false) {
    const uint32_t number = NumberOf(query);
    const auto listing = ListRuns(
        *context_.service, {.query = query, .archived = archived, .most = most},
        [&](const std::vector<rpc::ExecutionInfo>& runs, bool more) {
          for (const rpc::ExecutionInfo& run : runs) {
            sampler_->Add(run, number, archived);
          }
          if (list_early_) TakeEarly(runs, query, more);
        });
    if (!listing) return Refused(listing.error());
    return listing->complete;
  }

  // Where as many are wanted as there are, all are wanted: they need not wait
  // for the rest of the list.
  void TakeEarly(const std::vector<rpc::ExecutionInfo>& runs,
                 const std::string& query, bool more) {
    if (!all_wanted_) {
      const auto count = more ? context_.service->CountWorkflows(query)
                              : rpc::CallResult<int64_t>(stratum_.want + 1);
      all_wanted_ = count && *count <= stratum_.want;
      list_early_ = *all_wanted_;
    }
    std::vector<Pick> picks;
    for (const rpc::ExecutionInfo& run : runs) {
      std::optional<Pick> pick = sampler_->Wanted(run);
      if (pick && *all_wanted_) picks.push_back(*std::move(pick));
    }
    if (!picks.empty()) context_.take_early(std::move(picks), query);
  }

  Outcome<void> ListArchive() {
    const std::string query = TypeIs(stratum_.workflow_type);
    const Outcome<bool> whole = List(query, bounds_.whole, true);
    if (!whole && whole.error().code == ExitCode::kUsage) {
      selected_.archive = whole.error();
      return {};
    }
    if (!whole) return tl::unexpected(whole.error());
    if (!*whole) {
      selected_.notes.push_back(fmt::format(
          "of the archive, the first {} runs were looked at", bounds_.whole));
    }
    return {};
  }

  Outcome<void> ListIncluded(size_t index) {
    const std::string query = And(TypeIs(stratum_.workflow_type),
                                  "(" + stratum_.include[index] + ")");
    const uint32_t number = NumberOf(query);
    const auto listing =
        ListRuns(*context_.service,
                 {.query = query, .archived = false, .most = bounds_.cell},
                 [&](const std::vector<rpc::ExecutionInfo>& runs, bool) {
                   for (const rpc::ExecutionInfo& run : runs) {
                     sampler_->AddIncluded(run, index, number);
                   }
                 });
    if (!listing) return Refused(listing.error());
    if (!listing->complete) {
      selected_.notes.push_back(
          fmt::format("of the runs where {}, the first {} were looked at",
                      Printable(stratum_.include[index]), bounds_.cell));
    }
    return {};
  }

  void Note(const std::string& status, const AgeRange& range,
            const std::string& query) {
    // The count is for the reader only.
    const auto count = context_.service->CountWorkflows(query);
    selected_.notes.push_back(fmt::format(
        "of the {} runs {}{}, the first {} were looked at", status, Ages(range),
        count ? fmt::format(" ({})", *count) : "", bounds_.cell));
  }

  // The server does not list how long open runs are.
  void Measure() {
    const std::vector<rpc::Execution> runs = sampler_->Unmeasured();
    std::vector<int64_t> lengths(runs.size(), 0);
    ForEachIndex(runs.size(), context_.concurrency, [&](size_t i) {
      const auto run = context_.service->DescribeWorkflow(runs[i]);
      if (run) lengths[i] = run->history_length;
    });
    for (size_t i = 0; i < runs.size(); ++i) {
      if (lengths[i] > 0) sampler_->Measure(runs[i], lengths[i]);
    }
  }

  tl::unexpected<Failure> Refused(const rpc::CallError& error) const {
    using Why = rpc::CallError::Kind;
    const std::string message = fmt::format(
        "stratum '{}': {}", Printable(stratum_.name), error.message);
    switch (error.kind) {
      case Why::kAccess:
        return Fail(ExitCode::kConnect, message);
      case Why::kMalformed:
        return Fail(ExitCode::kIntegrity, message);
      case Why::kInvalidArgument:
      case Why::kUnimplemented:
      case Why::kNotFound:
        return Fail(ExitCode::kUsage, message);
      case Why::kThrottled:
      case Why::kUnavailable:
      case Why::kCancelled:
      case Why::kOther:
        break;
    }
    return Fail(ExitCode::kPartial, message);
  }

  const SelectContext& context_;
  const Stratum& stratum_;
  const Sampler::Setting setting_;
  const ListBounds bounds_;
  std::optional<Sampler> sampler_;  // has one
  bool list_early_ = false;
  std::optional<bool> all_wanted_;  // once somebody has asked
  Selected selected_;
};

}  // namespace

Outcome<Selected> SelectStratum(const SelectContext& context, size_t index) {
  return Selection(context, index).Run();
}

Join::Join(const Plan& plan, RunSet& wanted, int64_t before, IsStored is_stored)
    : plan_(plan),
      wanted_(wanted),
      before_(before),
      is_stored_(std::move(is_stored)) {
  left_out_.assign(plan.strata.size(), 0);
  running_left_out_.assign(plan.strata.size(), 0);
}

bool Join::Takes(const Pick& pick) {
  const std::string& run_id = pick.execution.run_id;
  if (wanted_.Contains(run_id) || fallen_.Contains(run_id)) return false;
  const bool too_long =
      plan_.max_events > 0 && pick.history_length > plan_.max_events;
  // What the corpus has, it keeps.
  const bool stored = is_stored_ && is_stored_(pick);
  const bool too_many = plan_.max_histories > 0 && !stored &&
                        before_ + fresh_ >= plan_.max_histories;
  if (too_long || too_many) {
    fallen_.Insert(run_id);
    ++left_out_[pick.stratum];
    if (IsOpen(pick.status)) ++running_left_out_[pick.stratum];
    return false;
  }
  ++taken_;
  if (!stored) ++fresh_;
  return wanted_.Insert(run_id);
}

}  // namespace lockstep::fetch
