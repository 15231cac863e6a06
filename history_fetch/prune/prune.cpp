#include "history_fetch/prune/prune.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "history/load.h"
#include "history_fetch/corpus/left_out.h"
#include "history_fetch/prune/by_budget.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

// Also how the next run knows that the corpus was complete before.
constexpr char kInterrupted[] =
    "a prune was interrupted: run `lockstep-fetch prune` again";
constexpr char kMinimaUnknown[] =
    "a prune may have left less than the minima of the plan: prune with "
    "--plan and the plan it was synced with, or sync it again";

int64_t NanosOf(const std::string& time) { return ParseTime(time).value_or(0); }

Candidate ToCandidate(const Entry& entry) {
  Candidate candidate;
  candidate.name_space = entry.name_space;
  candidate.run_id = entry.run_id;
  candidate.file = entry.file;
  candidate.workflow_type = entry.workflow_type;
  candidate.source = entry.source;
  candidate.status = entry.status;
  candidate.sha256 = entry.sha256;
  candidate.shape = entry.shape;
  candidate.loop_shape = entry.loop_shape;
  candidate.bytes = entry.bytes;
  candidate.start_ns = NanosOf(entry.start_time);
  candidate.fetched_ns = NanosOf(entry.fetched_at);
  candidate.closed = entry.closed;
  return candidate;
}

Outcome<Features> FeaturesOf(const Corpus& corpus, const Candidate& candidate,
                             FeatureNumbers& numbers) {
  const auto entry = corpus.Read(candidate.name_space, candidate.run_id);
  if (!entry) return tl::unexpected(entry.error());
  const Outcome<std::string> text = ReadHistoryText(corpus, *entry);
  if (!text) return tl::unexpected(text.error());
  history::LoadOptions options;
  options.known = {entry->workflow_id, entry->run_id, entry->name_space};
  const auto history = history::ParseHistory(
      *text, corpus.folder() + "/" + entry->file, options);
  if (!history) {
    return Fail(ExitCode::kIntegrity,
                history.error().message +
                    ": look with `lockstep-fetch verify`, then prune again");
  }
  return numbers.Of(history->events);
}

bool NothingGoes(const Pruning& pruning) {
  return std::all_of(
      pruning.decisions.begin(), pruning.decisions.end(),
      [](const Decision& decision) { return Stays(decision.why); });
}

// Whether a prune may say that the corpus is complete.
bool IsOurs(const CorpusState& state) {
  return state.complete || state.reason == kInterrupted ||
         state.reason == kMinimaUnknown;
}

CorpusState StateAfter(const CorpusState& before, const Pruning& pruning) {
  CorpusState after = before;
  if (!IsOurs(before)) return after;
  if (before.complete && NothingGoes(pruning)) return after;
  after.complete = before.plan.empty() || pruning.has_minima;
  after.reason = after.complete ? "" : kMinimaUnknown;
  return WithLeftOut(std::move(after));
}

void NotePlan(const Corpus& corpus, const PruneOptions& options,
              Pruning& pruning) {
  const CorpusState& before = corpus.state();
  const CorpusState after = StateAfter(before, pruning);
  if (pruning.is_below_minima) {
    pruning.notes.push_back(
        "what stays is below the minima of the plan: sync it again, or lower "
        "them");
  }
  if (options.plan && !before.plan.empty() &&
      before.plan != options.plan->hash) {
    pruning.notes.push_back(
        "the corpus was synced with another plan than the one whose minima are "
        "kept: sync it with this one, or name the other");
  }
  if (before.complete && !after.complete) {
    pruning.notes.push_back(
        std::string("the corpus counts as incomplete then: ") + kMinimaUnknown);
  }
}

}  // namespace

Outcome<Pruning> DecidePruning(const Corpus& corpus,
                               const PruneOptions& options) {
  std::vector<Candidate> candidates;
  Outcome<void> done = corpus.ForEach([&](const Entry& entry) {
    candidates.push_back(ToCandidate(entry));
    return Outcome<void>();
  });
  if (!done) return tl::unexpected(done.error());
  if (candidates.empty()) {
    return Fail(
        ExitCode::kMinima,
        corpus.folder() + ": is empty: fill it with `lockstep-fetch sync`");
  }
  Pruning pruning;
  pruning.folder = corpus.folder();
  pruning.decisions = DecideByShape(std::move(candidates), options.shape);
  if (options.plan) KeepMinima(*options.plan, pruning.decisions);
  FeatureNumbers numbers;
  done = KeepWithinBudget(
      {options.budget, options.shape.running,
       options.plan ? &*options.plan : nullptr},
      [&](const Candidate& candidate) {
        return FeaturesOf(corpus, candidate, numbers);
      },
      pruning.decisions);
  if (!done) return tl::unexpected(done.error());
  if (options.plan) {
    const bool has_them = HasMinima(*options.plan, pruning.decisions);
    pruning.is_below_minima = !has_them;
    pruning.has_minima = has_them && options.plan->hash == corpus.state().plan;
  }
  NotePlan(corpus, options, pruning);
  return pruning;
}

Outcome<void> ApplyPruning(const Pruning& pruning, Corpus& corpus) {
  const CorpusState after = StateAfter(corpus.state(), pruning);
  if (NothingGoes(pruning) && after == corpus.state()) return {};
  Outcome<void> done;
  if (corpus.state().complete) done = corpus.BeginChange(kInterrupted);
  for (const Decision& decision : pruning.decisions) {
    if (!done) return done;
    if (Stays(decision.why)) continue;
    done =
        corpus.Remove(decision.candidate.name_space, decision.candidate.run_id);
  }
  if (!done) return done;
  return corpus.Finish(after);
}

}  // namespace lockstep::fetch
