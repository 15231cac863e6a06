#include "history_fetch/prune/prune.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "history/load.h"
#include "history_fetch/prune/by_budget.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

// Also how the next run knows that the corpus was complete before.
constexpr char kInterrupted[] =
    "a prune was interrupted: run `lockstep-fetch prune` again";

int64_t NanosOf(const std::string& time) { return ParseTime(time).value_or(0); }

Candidate ToCandidate(const Entry& entry) {
  Candidate candidate;
  candidate.name_space = entry.name_space;
  candidate.run_id = entry.run_id;
  candidate.file = entry.file;
  candidate.workflow_type = entry.workflow_type;
  candidate.source = entry.source;
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

void NotePlan(const Corpus& corpus, const PruneOptions& options,
              Pruning& pruning) {
  const std::string& synced = corpus.state().plan;
  if (!options.plan || synced.empty() || synced == options.plan->hash) return;
  pruning.notes.push_back(
      "the corpus was synced with another plan than the one whose minima are "
      "kept: sync it with this one, or name the other");
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
  NotePlan(corpus, options, pruning);
  FeatureNumbers numbers;
  done = KeepWithinBudget(
      {options.budget, options.shape.running,
       options.plan ? &*options.plan : nullptr},
      [&](const Candidate& candidate) {
        return FeaturesOf(corpus, candidate, numbers);
      },
      pruning.decisions);
  if (!done) return tl::unexpected(done.error());
  return pruning;
}

Outcome<void> ApplyPruning(const Pruning& pruning, Corpus& corpus) {
  CorpusState after = corpus.state();
  const bool was_interrupted = !after.complete && after.reason == kInterrupted;
  if (was_interrupted) {
    after.complete = true;
    after.reason.clear();
  }
  const bool nothing_goes =
      std::all_of(pruning.decisions.begin(), pruning.decisions.end(),
                  [](const Decision& decision) { return Stays(decision.why); });
  if (nothing_goes && !was_interrupted) return {};
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
