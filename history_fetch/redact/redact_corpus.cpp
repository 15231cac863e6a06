#include "history_fetch/redact/redact_corpus.h"

#include <fmt/format.h>

#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/entry_walk.h"
#include "history_fetch/redact/entry_redaction.h"
#include "history_fetch/redact/replay_comparison.h"
#include "history_fetch/replay_program.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

constexpr char kUnfinished[] =
    "redact has not finished; run it again, with the same policy and key";

struct RunKey {
  std::string name_space;
  std::string run_id;
  auto operator<=>(const RunKey&) const = default;
};

RunKey KeyOf(const Entry& entry) { return {entry.name_space, entry.run_id}; }

// A history that was stored, to be compared with its original.
struct Stored {
  RunKey run;
  std::string original;  // files, below their corpora
  std::string redacted;
};

class Job {
 public:
  Job(const RedactOptions& options, const Corpus& from, Corpus& to)
      : options_(options), context_(options.context), from_(from), to_(to) {
    report_.from = from.folder();
    report_.to = to.folder();
    report_.allow_secrets = options.allow_secrets;
  }

  Outcome<RedactReport> Run() {
    if (auto begun = to_.BeginChange(kUnfinished); !begun) return Error(begun);
    if (auto learned = LearnIds(); !learned) return Error(learned);
    if (auto redacted = RedactAll(); !redacted) return Error(redacted);
    if (auto removed = RemoveStale(); !removed) return Error(removed);
    if (!options_.build.empty() && !stored_.empty()) {
      if (auto verified = Verify(); !verified) return Error(verified);
    }
    report_.stored = static_cast<int64_t>(stored_.size());
    if (auto done = to_.Finish(FinalState()); !done) return Error(done);
    return std::move(report_);
  }

 private:
  static tl::unexpected<Failure> Error(const Outcome<void>& outcome) {
    return tl::unexpected(outcome.error());
  }

  EntryRedaction ForEntries() {
    return {context_, from_, to_,
            options_.allow_secrets.empty() ? EntryRedaction::Secrets::kLeaveOut
                                           : EntryRedaction::Secrets::kStore};
  }

  // Histories speak of each other: all are read before the first is redacted.
  Outcome<void> LearnIds() {
    const bool nothing_changes =
        context_.policy->workflow_ids == Policy::Treat::kKeep &&
        context_.policy->derived_ids == Policy::DerivedIds::kKeep;
    if (nothing_changes) return {};
    const EntryRedaction redaction = ForEntries();
    Outcome<void> read = WalkEntries<Outcome<std::vector<MadeId>>>(
        from_, options_.threads,
        [&](const Entry& entry) { return redaction.MadeIds(entry); },
        [&](const Entry&,
            Outcome<std::vector<MadeId>>&& made) -> Outcome<void> {
          if (!made) return tl::unexpected(made.error());
          for (MadeId& id : *made) made_ids_.Add(std::move(id));
          return {};
        });
    made_ids_.Resolve(*context_.policy, *context_.pseudonyms);
    context_.made_ids = &made_ids_;
    return read;
  }

  Outcome<void> RedactAll() {
    const EntryRedaction redaction = ForEntries();
    return WalkEntries<Outcome<RedactedEntry>>(
        from_, options_.threads,
        [&](const Entry& entry) { return redaction.Redact(entry); },
        [&](const Entry& entry, Outcome<RedactedEntry>&& redacted) {
          return redacted ? Take(entry, *std::move(redacted))
                          : Outcome<void>(tl::unexpected(redacted.error()));
        });
  }

  Outcome<void> Take(const Entry& original, RedactedEntry redacted) {
    ++report_.histories;
    for (SecretFinding& finding : redacted.secrets) {
      report_.secrets.push_back(
          {original.file, std::move(finding.place), std::move(finding.kind)});
    }
    if (!redacted.left_out.empty()) {
      report_.left_out.push_back({original.file, std::move(redacted.left_out)});
      return {};
    }
    for (const auto& [encoding, count] : redacted.redaction.opaque) {
      report_.opaque[encoding] += count;
    }
    for (const HistoryPlace& place : redacted.redaction.shown) {
      report_.shown.push_back({original.file, place, ""});
    }
    report_.unchanged += redacted.unchanged ? 1 : 0;
    const RunKey run = KeyOf(redacted.entry);
    if (auto put =
            to_.Put(std::move(redacted.entry), redacted.text, redacted.proto);
        !put) {
      return put;
    }
    const auto placed = to_.Read(run.name_space, run.run_id);
    if (!placed) return tl::unexpected(placed.error());
    stored_.push_back({run, original.file, placed->file});
    return {};
  }

  // Histories of an earlier redaction that are no longer in the original, or
  // are left out now.
  Outcome<void> RemoveStale() {
    std::set<RunKey> kept;
    for (const Stored& stored : stored_) kept.insert(stored.run);
    return to_.ForEach([&](const Entry& entry) -> Outcome<void> {
      if (kept.contains(KeyOf(entry))) return {};
      return to_.Remove(entry.name_space, entry.run_id);
    });
  }

  Outcome<void> Verify() {
    // The replayer reads the manifest, and who a run is from it.
    CorpusState unfinished = FinalState();
    unfinished.complete = false;
    unfinished.reason = kUnfinished;
    if (auto folded = to_.Finish(unfinished); !folded) return folded;
    const ReplayProgram program(options_.program);
    const auto originals = Replay(program, from_.folder());
    if (!originals) return tl::unexpected(originals.error());
    const auto redacted = Replay(program, to_.folder());
    if (!redacted) return tl::unexpected(redacted.error());
    report_.verified = true;
    report_.verification.program = program.path();
    report_.verification.build = options_.build;
    std::vector<Stored> faithful;
    for (Stored& stored : stored_) {
      const auto original = originals->find(stored.original);
      const auto copy = redacted->find(stored.redacted);
      std::string why = "it was not replayed";
      if (original != originals->end() && copy != redacted->end()) {
        why = Compare(original->second, copy->second);
      }
      if (why.empty()) {
        faithful.push_back(std::move(stored));
        continue;
      }
      report_.left_out.push_back({stored.original, std::move(why)});
      auto removed = to_.Remove(stored.run.name_space, stored.run.run_id);
      if (!removed) return removed;
    }
    stored_ = std::move(faithful);
    return {};
  }

  std::string Compare(const ReplayOutcome& original,
                      const ReplayOutcome& redacted) {
    if (WasReplayed(original)) {
      ++report_.verification.compared;
    } else if (SameReplay(original, redacted)) {
      ++report_.verification.not_verified[original.verdict];
    }
    report_.verification.value_differences += std::max<int64_t>(
        0, redacted.value_differences - original.value_differences);
    return WhyDifferent(original, redacted);
  }

  Outcome<std::map<std::string, ReplayOutcome>> Replay(
      const ReplayProgram& program, const std::string& folder) const {
    std::error_code error;
    const fs::path full = fs::absolute(folder, error).lexically_normal();
    const std::string path =
        (full.has_filename() ? full : full.parent_path()).string();
    const auto replayed =
        program.Run({"run", options_.build, path, "--format", "json", "--trace",
                     "--quiet", "--allow-incomplete"});
    if (!replayed) return tl::unexpected(replayed.error());
    auto read = ReadReplay(replayed->output, path);
    if (!read) {
      return Fail(ExitCode::kUsage,
                  fmt::format("{} ended with {} on {} and gave no result ({}); "
                              "is {} a build that it can load?",
                              program.path(), replayed->exit_code, folder,
                              read.error().message, options_.build));
    }
    return *std::move(read);
  }

  CorpusState FinalState() const {
    CorpusState state = from_.state();
    state.sources.clear();  // whose servers these were is nobody's business
    // Its own reason may name workflows, and so may names of files.
    state.left_out.clear();
    if (!state.complete) {
      state.reason =
          "redacted from an incomplete corpus: complete that one, and redact "
          "it again";
    }
    const size_t left_out = report_.left_out.size();
    if (left_out > 0) {
      state.complete = false;
      state.reason = fmt::format(
          "redact left out {} of {} histories; correct the policy as its "
          "report says, and run it again",
          left_out, report_.histories);
    }
    return state;
  }

  const RedactOptions& options_;
  RedactionContext context_;
  const Corpus& from_;
  Corpus& to_;
  WorkflowIds made_ids_;
  RedactReport report_;
  std::vector<Stored> stored_;
};

// A corpus of originals must not be mistaken for one that may go into git.
Outcome<void> CheckTarget(const RedactOptions& options) {
  std::error_code error;
  if (fs::equivalent(options.from, options.to, error)) {
    return Fail(ExitCode::kUsage,
                fmt::format("--to {} is the corpus itself; name another folder",
                            options.to));
  }
  return {};
}

Outcome<void> CheckTargetIsRedacted(const Corpus& to) {
  return to.ForEach([&to](const Entry& entry) -> Outcome<void> {
    if (!entry.redaction.empty()) return {};
    return Fail(ExitCode::kUsage,
                fmt::format("--to {} holds histories that are not redacted "
                            "({}); name an empty or a redacted corpus",
                            to.folder(), entry.file));
  });
}

}  // namespace

Outcome<RedactReport> RedactCorpus(const RedactOptions& options) {
  if (auto fits = CheckTarget(options); !fits) {
    return tl::unexpected(fits.error());
  }
  auto from = Corpus::Open(options.from, Corpus::Access::kRead);
  if (!from) return tl::unexpected(from.error());
  auto to = Corpus::Open(options.to, Corpus::Access::kWrite);
  if (!to) return tl::unexpected(to.error());
  if (auto redacted = CheckTargetIsRedacted(*to); !redacted) {
    return tl::unexpected(redacted.error());
  }
  return Job(options, *from, *to).Run();
}

ExitCode CodeOf(const RedactReport& report) {
  const bool secrets = !report.secrets.empty() && report.allow_secrets.empty();
  // To ask for a check and get none must not look like a success.
  const bool unchecked =
      report.verified && report.stored > 0 && report.verification.compared == 0;
  if (secrets || unchecked || !report.left_out.empty())
    return ExitCode::kIntegrity;
  return report.stored == 0 ? ExitCode::kMinima : ExitCode::kOk;
}

}  // namespace lockstep::fetch
