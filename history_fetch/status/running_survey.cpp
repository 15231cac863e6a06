#include "history_fetch/status/running_survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "history_fetch/call_failure.h"
#include "history_fetch/page_guard.h"
#include "history_fetch/select/query.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

using Kind = Exposure::Kind;
using Why = rpc::CallError::Kind;

constexpr size_t kExamples = 3;
// Versions of a type that are counted one by one when the sample is not all.
constexpr size_t kCounted = 50;
// How often we look for types that nobody named; each time finds those of up to
// kPage executions.
constexpr int kRounds = 20;
constexpr int32_t kPage = 1000;
constexpr int64_t kDay = 86400;

tl::unexpected<Failure> NoAnswer(const rpc::CallError& error) {
  return tl::unexpected(FailureOf(error));
}

std::string RunningOf(const std::string& type) {
  return And(TypeIs(type), StatusIs("Running"));
}

struct Version {
  Kind kind = Kind::kType;
  std::string plain;   // as histories have it, too
  std::string listed;  // as visibility spells it
  auto operator<=>(const Version&) const = default;
};

std::string Attribute(Kind kind) {
  switch (kind) {
    case Kind::kType:
      return "WorkflowType";
    case Kind::kNoChangeVersion:
    case Kind::kChangeVersion:
      return "TemporalChangeVersion";
    case Kind::kDeploymentVersion:
      return "TemporalWorkerDeploymentVersion";
    case Kind::kBuildId:
      return "BuildIds";
  }
  return "";
}

std::string Is(Kind kind, const std::string& listed) {
  return kind == Kind::kNoChangeVersion
             ? Attribute(kind) + " IS NULL"
             : Attribute(kind) + " = " + QuoteForQuery(listed);
}

// A deployment's version says all that its build id says.
std::vector<Version> VersionsOf(const rpc::ExecutionInfo& run) {
  std::vector<Version> versions;
  // It went the old way at each patch, or came to none yet: what a release that
  // patches for the first time may break.
  if (run.change_versions.empty()) {
    versions.push_back({Kind::kNoChangeVersion, "", ""});
  }
  for (const std::string& change : run.change_versions) {
    versions.push_back({Kind::kChangeVersion, change, change});
  }
  if (!run.deployment_version.empty()) {
    versions.push_back({Kind::kDeploymentVersion,
                        PlainDeployment(run.deployment_version),
                        run.deployment_version});
    return versions;
  }
  for (const std::string& listed : run.build_ids) {
    const std::string plain = PlainBuildId(listed);
    if (!plain.empty()) versions.push_back({Kind::kBuildId, plain, listed});
  }
  return versions;
}

bool Has(const SeenVersions& seen, const Version& version) {
  switch (version.kind) {
    case Kind::kType:
      return true;
    case Kind::kNoChangeVersion:
      return seen.no_change_version;
    case Kind::kChangeVersion:
      return seen.change_versions.contains(version.plain);
    case Kind::kDeploymentVersion:
      return seen.deployment_versions.contains(version.plain);
    case Kind::kBuildId:
      return seen.build_ids.contains(version.plain);
  }
  return false;
}

// The sampled executions that one exposure is about.
struct Exposed {
  std::string listed;
  int64_t running = 0;
  std::vector<std::pair<int64_t, rpc::Execution>> oldest;  // by start time

  void Add(const rpc::ExecutionInfo& run) {
    ++running;
    oldest.emplace_back(run.start_time_ns, run.execution);
    std::sort(oldest.begin(), oldest.end());
    if (oldest.size() > kExamples) oldest.pop_back();
  }
};

class RunningSurvey {
 public:
  RunningSurvey(rpc::Service& service, const CorpusSurvey& corpus,
                const RunningOptions& options)
      : service_(service), corpus_(corpus), options_(options) {}

  Outcome<ServerStatus> Run();

 private:
  using Exposures = std::map<std::pair<Kind, std::string>, Exposed>;

  Outcome<void> AskServer();
  Outcome<void> AskType(const std::string& type);
  Outcome<void> AskOtherTypes();
  Outcome<void> AskRetirements();
  Outcome<std::vector<rpc::ExecutionInfo>> Sample(const std::string& query,
                                                  int64_t running);
  Outcome<void> List(const std::string& query, int64_t wanted,
                     std::vector<rpc::ExecutionInfo>& runs);
  void Look(const rpc::ExecutionInfo& run, const SeenVersions* seen,
            RunningStatus& status, Exposures& exposures);
  Outcome<void> Note(const RunningStatus& status, const Exposures& exposures);

  rpc::Service& service_;
  const CorpusSurvey& corpus_;
  const RunningOptions& options_;
  ServerStatus server_;
  std::set<std::string> asked_;            // types
  std::set<std::string> running_changes_;  // change versions
};

Outcome<ServerStatus> RunningSurvey::Run() {
  if (auto done = AskServer(); !done) return tl::unexpected(done.error());
  std::set<std::string> types(options_.types.begin(), options_.types.end());
  for (const auto& [type, seen] : corpus_.seen()) types.insert(type);
  for (const std::string& type : types) {
    if (auto done = AskType(type); !done) return tl::unexpected(done.error());
  }
  if (auto done = AskOtherTypes(); !done) return tl::unexpected(done.error());
  if (auto done = AskRetirements(); !done) return tl::unexpected(done.error());

  std::sort(server_.running.begin(), server_.running.end(),
            [](const RunningStatus& a, const RunningStatus& b) {
              return a.workflow_type < b.workflow_type;
            });
  std::sort(server_.exposures.begin(), server_.exposures.end(),
            [](const Exposure& a, const Exposure& b) {
              return std::tie(b.running, a.workflow_type, a.kind, a.version) <
                     std::tie(a.running, b.workflow_type, b.kind, b.version);
            });
  return std::move(server_);
}

Outcome<void> RunningSurvey::AskServer() {
  const auto name_space = service_.DescribeNamespace();
  if (!name_space) return NoAnswer(name_space.error());
  server_.source = options_.source;
  server_.version = options_.server_version;
  server_.name_space = options_.name_space;
  server_.retention_s = name_space->retention_s;
  return {};
}

Outcome<void> RunningSurvey::AskType(const std::string& type) {
  asked_.insert(type);
  RunningStatus status{.workflow_type = type};
  const auto running = service_.CountWorkflows(RunningOf(type));
  if (!running) return NoAnswer(running.error());
  status.running = *running;
  // Else other types were counted, too.
  status.exact = CanBeFound(type);

  const auto seen = corpus_.seen().find(type);
  Exposures exposures;
  const auto runs = Sample(RunningOf(type), status.running);
  if (!runs) return tl::unexpected(runs.error());
  for (const rpc::ExecutionInfo& run : *runs) {
    if (run.workflow_type != type) continue;
    Look(run, seen == corpus_.seen().end() ? nullptr : &seen->second, status,
         exposures);
  }
  if (!status.exact) {
    status.exact = status.running <= options_.sample;
    status.running = status.sampled;
  }
  // Some began since they were counted.
  status.running = std::max(status.running, status.sampled);
  return Note(status, exposures);
}

// Lists come newest first, and what a deployment breaks is often old: so a
// sample is spread over the ages.
Outcome<std::vector<rpc::ExecutionInfo>> RunningSurvey::Sample(
    const std::string& query, int64_t running) {
  std::vector<rpc::ExecutionInfo> runs;
  if (running == 0) return runs;
  std::vector<AgeRange> ranges = {{}};
  if (running > options_.sample) {
    ranges = {{0, kDay},
              {kDay, 7 * kDay},
              {7 * kDay, 30 * kDay},
              {30 * kDay, std::nullopt}};
  }
  const int64_t now_s = corpus_.now_ns() / 1'000'000'000;
  int64_t left = options_.sample;
  for (size_t i = ranges.size(); i > 0; --i) {
    const auto before = static_cast<int64_t>(runs.size());
    // The oldest first; what they leave over is for the younger ones.
    const auto wanted = left / static_cast<int64_t>(i);
    const std::string started = StartedIn(ranges[i - 1], now_s);
    const auto done = List(And(query, started), wanted, runs);
    if (!done) return tl::unexpected(done.error());
    left -= static_cast<int64_t>(runs.size()) - before;
  }
  return runs;
}

Outcome<void> RunningSurvey::List(const std::string& query, int64_t wanted,
                                  std::vector<rpc::ExecutionInfo>& runs) {
  rpc::ListRequest request;
  request.query = query;
  PageGuard guard;
  while (wanted > 0) {
    request.page_size = static_cast<int32_t>(std::min<int64_t>(wanted, kPage));
    auto page = service_.ListWorkflows(request);
    if (!page) return NoAnswer(page.error());
    for (rpc::ExecutionInfo& run : page->executions) {
      if (wanted-- > 0) runs.push_back(std::move(run));
    }
    request.page_token = std::move(page->next_page_token);
    if (request.page_token.empty()) break;
    const std::string problem =
        guard.Check(request.page_token, page->executions.size());
    if (!problem.empty()) {
      return Fail(ExitCode::kIntegrity,
                  fmt::format("the list of running workflows: the server gives "
                              "{}, so the list would never end; try again, and "
                              "look into the server's log if it stays",
                              problem));
    }
  }
  return {};
}

// `seen` is null if the corpus has no history of the type.
void RunningSurvey::Look(const rpc::ExecutionInfo& run,
                         const SeenVersions* seen, RunningStatus& status,
                         Exposures& exposures) {
  ++status.sampled;
  running_changes_.insert(run.change_versions.begin(),
                          run.change_versions.end());
  if (seen == nullptr) {
    ++status.unrepresented;
    exposures[{Kind::kType, ""}].Add(run);
    return;
  }
  std::set<std::pair<Kind, std::string>> unseen;
  for (const Version& version : VersionsOf(run)) {
    if (Has(*seen, version)) continue;
    if (!unseen.emplace(version.kind, version.plain).second) continue;
    Exposed& exposed = exposures[{version.kind, version.plain}];
    exposed.listed = version.listed;
    exposed.Add(run);
  }
  if (!unseen.empty()) ++status.unrepresented;
}

Outcome<void> RunningSurvey::Note(const RunningStatus& status,
                                  const Exposures& exposures) {
  server_.running.push_back(status);
  const bool all = status.exact && status.sampled == status.running;
  size_t counted = 0;
  for (const auto& [key, exposed] : exposures) {
    Exposure exposure{.workflow_type = status.workflow_type,
                      .kind = key.first,
                      .version = key.second,
                      .running = exposed.running,
                      .exact = all};
    if (key.first == Kind::kType) {
      exposure.running = status.running;
      exposure.exact = status.exact;
    } else if (!all && CanBeFound(status.workflow_type) &&
               CanBeFound(exposed.listed) && counted++ < kCounted) {
      const auto count = service_.CountWorkflows(
          And(RunningOf(status.workflow_type), Is(key.first, exposed.listed)));
      // An old server does not know the attribute.
      if (!count && count.error().kind != Why::kInvalidArgument) {
        return NoAnswer(count.error());
      }
      exposure.exact = count.has_value();
      exposure.running =
          std::max(exposure.running, count.value_or(exposure.running));
    }
    exposure.oldest_start = FormatNanos(exposed.oldest.front().first);
    for (const auto& [start, run] : exposed.oldest) {
      exposure.examples.push_back(run);
    }
    server_.exposures.push_back(std::move(exposure));
  }
  return {};
}

Outcome<void> RunningSurvey::AskOtherTypes() {
  for (int round = 0; round < kRounds; ++round) {
    std::string others;
    for (const std::string& type : asked_) {
      if (!CanBeFound(type)) continue;
      others += (others.empty() ? "" : ", ") + QuoteForQuery(type);
    }
    if (!others.empty()) others = "WorkflowType NOT IN (" + others + ")";
    std::vector<rpc::ExecutionInfo> runs;
    const auto done = List(And(StatusIs("Running"), others), kPage, runs);
    if (!done) return done;
    std::set<std::string> found;
    for (const rpc::ExecutionInfo& run : runs) found.insert(run.workflow_type);
    for (const std::string& type : asked_) found.erase(type);
    if (found.empty()) break;
    for (const std::string& type : found) {
      if (auto asked = AskType(type); !asked) return asked;
    }
  }
  return {};
}

Outcome<void> RunningSurvey::AskRetirements() {
  for (const auto& [change, use] : corpus_.change_versions()) {
    // Of what cannot be found, a server always has 0.
    if (running_changes_.contains(change) || !CanBeFound(change)) continue;
    const auto running = service_.CountWorkflows(
        And(StatusIs("Running"), Is(Kind::kChangeVersion, change)));
    if (!running && running.error().kind == Why::kInvalidArgument) break;
    if (!running) return NoAnswer(running.error());
    if (*running > 0) continue;
    std::set<std::string> name_spaces;
    for (const std::string& type : use.types) {
      const SeenVersions& seen = corpus_.seen().at(type);
      name_spaces.insert(seen.name_spaces.begin(), seen.name_spaces.end());
    }
    server_.retirements.push_back(
        {change, use.histories, {name_spaces.begin(), name_spaces.end()}});
  }
  return {};
}

}  // namespace

Outcome<ServerStatus> SurveyRunning(rpc::Service& service,
                                    const CorpusSurvey& corpus,
                                    const RunningOptions& options) {
  return RunningSurvey(service, corpus, options).Run();
}

}  // namespace lockstep::fetch
