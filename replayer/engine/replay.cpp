#include "replayer/engine/replay.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "fmt/format.h"
#include "replayer/engine/diff.h"
#include "replayer/engine/explain.h"
#include "replayer/engine/flavour.h"
#include "replayer/engine/go/run.h"
#include "replayer/engine/notices.h"
#include "replayer/engine/run.h"
#include "replayer/engine/supported.h"
#include "replayer/engine/trace.h"

namespace lockstep::replay {
namespace {

// How the Core engine cuts tasks ([L-3.3]).
constexpr char kChunker[] = "core-v1";
// How the Go engine does.
constexpr char kGoBatches[] = "go";
// The name under which Lockstep's own worker records.
constexpr std::string_view kOwnSdk = "lockstep";

// Ignorable events may stand behind the end, too.
bool IsOpen(const std::vector<history::Event>& events) {
  const auto last =
      std::find_if_not(events.rbegin(), events.rend(), IsIgnorable);
  return last == events.rend() || !history::IsTerminalEvent(last->type);
}

void Describe(const history::History& history, ReplayResult& result) {
  result.history = history.name;
  result.workflow_id = history.workflow_id;
  result.run_id = history.run_id;
  result.warnings = history.warnings;
  for (std::string& notice : Notices(history)) {
    result.warnings.push_back(std::move(notice));
  }
  result.events = static_cast<int64_t>(history.events.size());
  result.open = IsOpen(history.events);
  result.workflow_type =
      std::get<history::WorkflowStarted>(history.events.front().attributes)
          .workflow_type;
}

std::vector<Step> LaterSteps(const history::History& history,
                             const TaskRecord& task) {
  TaskRecord rest;
  std::vector<Step> steps;
  for (size_t i = task.events_end; i < history.events.size(); ++i) {
    if (!history::IsCommandEvent(history.events[i].type)) continue;
    rest.events_begin = i;
    rest.events_end = i + 1;
    for (Step& step : RecordedSteps(history.events, rest)) {
      steps.push_back(std::move(step));
    }
  }
  return steps;
}

// A build that registers no activities has them elsewhere: that says nothing.
std::set<std::string> UnregisteredActivities(const history::History& history,
                                             const LsBuild& build) {
  std::set<std::string> registered;
  for (size_t i = 0; i < build.activity_count; ++i) {
    registered.insert(CopyText(build.activities[i]->name));
  }
  std::set<std::string> unregistered;
  if (registered.empty()) return unregistered;
  for (const history::Event& event : history.events) {
    const auto* scheduled =
        std::get_if<history::ActivityScheduled>(&event.attributes);
    if (scheduled != nullptr &&
        !registered.contains(scheduled->activity_type)) {
      unregistered.insert("activity " + scheduled->activity_type);
    }
  }
  return unregistered;
}

Divergence Diverge(const history::History& history, const LsBuild& build,
                   AnyRun& run, Difference difference) {
  const std::vector<Step> recorded = RecordedSteps(history.events, run.task());
  const std::vector<Step> produced = ProducedSteps(run.task());
  const std::vector<Step> later = LaterSteps(history, run.task());
  Divergence divergence;
  divergence.waiting = run.WhereItWaits();
  const std::set<std::string> unregistered =
      UnregisteredActivities(history, build);
  const Explanation explanation =
      Explain({difference, recorded, produced, later, divergence.waiting,
               unregistered});
  DiffExcerpt excerpt = DiffAround(recorded, produced, difference.event_id);
  divergence.diff = std::move(excerpt.lines);
  divergence.diff_earlier = excerpt.earlier;
  divergence.diff_more = excerpt.more;
  divergence.cause = explanation.cause;
  divergence.gate = explanation.gate;
  divergence.difference = std::move(difference);
  return divergence;
}

std::string Sentence(const Difference& difference) {
  if (difference.recorded.empty()) {
    return fmt::format("the code asked for {}, which history does not have",
                       difference.produced);
  }
  if (difference.produced.empty()) {
    return fmt::format("history recorded {}, which the code did not ask for",
                       difference.recorded);
  }
  return fmt::format("history recorded {}, the code asked for {}",
                     difference.recorded, difference.produced);
}

void Take(Stop stop, const history::History& history, const LsBuild& build,
          AnyRun& run, ReplayResult& result) {
  result.verdict = stop.verdict;
  result.message = std::move(stop.message);
  result.stack = std::move(stop.stack);
  if (stop.verdict == Verdict::kWorkflowTaskFailure ||
      stop.verdict == Verdict::kUndecodablePayload) {
    result.failed_in = run.wake_up();
  }
  if (!stop.difference) return;
  result.message = Sentence(*stop.difference);
  result.divergence = Diverge(history, build, run, *std::move(stop.difference));
}

void Finish(AnyRun& run, const history::History& history, const LsBuild& build,
            ReplayResult& result) {
  Status status = run.Replay();
  result.findings = run.findings();
  result.tasks = run.compared_tasks();
  result.commands = run.matched_commands();
  result.live_edge = run.live_edge();
  if (!status) Take(std::move(status.error()), history, build, run, result);
}

Flavour ProfileOf(const LsBuild& build) {
  return build.profile == LS_PROFILE_GO ? Flavour::kGo : Flavour::kCore;
}

std::optional<Flavour> Given(const ReplayOptions& options) {
  if (!options.profile) return std::nullopt;
  return *options.profile == LS_PROFILE_GO ? Flavour::kGo : Flavour::kCore;
}

void WarnOfOtherCompat(const ReplayOptions& options, Flavour profile,
                       ReplayResult& result) {
  const bool other =
      profile == Flavour::kGo ? options.core_compatible : options.go_compatible;
  if (!other) return;
  const bool go = profile == Flavour::kGo;
  result.warnings.push_back(
      fmt::format("--compat={} says nothing about a build of the {} profile; "
                  "--compat={} does",
                  go ? "core" : "go", Name(profile), Name(profile)));
}

std::string Mismatch(const FlavourFinding& found, Flavour profile,
                     const ReplayOptions& options) {
  if (const auto given = Given(options)) {
    return fmt::format(
        "--profile says that the history is of the {} engine, the build is of "
        "the {} profile",
        Name(*given), Name(profile));
  }
  return fmt::format(
      "the history was written by the {} engine ({}), the build is of the {} "
      "profile; replay it with the SDK that wrote it",
      Name(found.flavour), found.reason, Name(profile));
}

}  // namespace

ReplayResult Replay(const history::History& history, const LsBuild& build,
                    const ReplayOptions& options, Observer* observer) {
  ReplayResult result;
  Describe(history, result);
  const Flavour profile = ProfileOf(build);
  FlavourFinding flavour = DetectFlavour(history);
  if (flavour.guessed) flavour.flavour = profile;
  result.flavour = Name(flavour.flavour);
  result.sdk = flavour.sdk;
  if (Given(options).value_or(flavour.flavour) != profile) {
    result.verdict = Verdict::kFlavourMismatch;
    result.message = Mismatch(flavour, profile, options);
    return result;
  }
  WarnOfOtherCompat(options, profile, result);
  if (Status supported = CheckSupported(history.events); !supported) {
    result.verdict = supported.error().verdict;
    result.message = supported.error().message;
    return result;
  }
  result.chunker = profile == Flavour::kGo ? kGoBatches : kChunker;
  Tracer tracer(observer);
  if (options.trace) observer = &tracer;
  if (profile == Flavour::kGo) {
    go::Run run(history, build, options, observer);
    Finish(run, history, build, result);
  } else {
    const bool own_sdk = flavour.sdk.starts_with(kOwnSdk);
    Run run(history, build, options, observer, own_sdk);
    Finish(run, history, build, result);
  }
  if (options.trace) result.trace = tracer.Take();
  return result;
}

}  // namespace lockstep::replay
