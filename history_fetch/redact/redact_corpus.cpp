#include "history_fetch/redact/redact_corpus.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/download/history_sink.h"
#include "history_fetch/redact/replay_comparison.h"
#include "history_fetch/replay_program.h"
#include "history_fetch/terminal.h"
#include "rpc/codec/remote_codec.h"
#include "rpc/schema/json_reader.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

constexpr char kUnfinished[] =
    "redact has not finished; run it again, with the same policy and key";

constexpr char kCredentials[] =
    "it seems to hold credentials; see the findings";

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
      : options_(options),
        from_(from),
        to_(to),
        hash_(RedactionHash(options.context)) {
    report_.from = from.folder();
    report_.to = to.folder();
    report_.allow_secrets = options.allow_secrets;
  }

  Outcome<RedactReport> Run() {
    if (auto begun = to_.BeginChange(kUnfinished); !begun) return Error(begun);
    auto redacted =
        from_.ForEach([this](const Entry& entry) { return Redact(entry); });
    if (!redacted) return Error(redacted);
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

  // A history that cannot be redacted does not keep others from it.
  Outcome<void> Redact(const Entry& entry) {
    ++report_.histories;
    const auto text = ReadHistoryText(from_, entry);
    if (!text) return LeaveOut(entry, text.error().message);
    auto parsed =
        rpc::ParseJson(*options_.context.schema, rpc::kHistoryMessage, *text);
    if (!parsed) return LeaveOut(entry, parsed.error().message);
    rpc::Message& history = *parsed->message;
    const bool before = entry.redaction == hash_;
    Redaction redaction;
    if (!before) {
      redaction = RedactHistory(options_.context, entry.workflow_id, history);
    }
    if (!redaction.refused.empty()) {
      return LeaveOut(entry, fmt::format("the policy refuses payloads that are "
                                         "no JSON, as at {}",
                                         redaction.refused));
    }
    const bool clean = Scan(entry, history);
    if (!clean && options_.allow_secrets.empty()) {
      return LeaveOut(entry, kCredentials);
    }
    Note(entry, redaction);
    report_.unchanged += before ? 1 : 0;
    return Store(entry, history);
  }

  bool Scan(const Entry& entry, rpc::Message& history) {
    std::vector<SecretFinding> findings =
        ScanForSecrets(*options_.context.schema, history);
    for (SecretFinding& finding : findings) {
      report_.secrets.push_back(
          {entry.file, std::move(finding.place), std::move(finding.kind)});
    }
    return findings.empty();
  }

  void Note(const Entry& entry, const Redaction& redaction) {
    for (const auto& [encoding, count] : redaction.opaque) {
      report_.opaque[encoding] += count;
    }
    for (const HistoryPlace& place : redaction.shown) {
      report_.shown.push_back({entry.file, place, ""});
    }
  }

  Outcome<void> Store(const Entry& original, const rpc::Message& history) {
    const std::string temporary = to_.NewTemporary();
    Outcome<Entry> entry = Write(original, history, temporary);
    std::string why;
    if (!entry) {
      if (entry.error().code != ExitCode::kIntegrity) {
        return tl::unexpected(entry.error());
      }
      why = entry.error().message;
    } else if (entry->shape != original.shape) {
      why = "its events would tell another story: the shape changes";
    } else {
      SetProvenance(original, history, *entry);
      why = WhyNotInManifest(original, *entry);
    }
    if (!why.empty()) {
      std::error_code ignored;  // a stray file is removed on the next start
      fs::remove(temporary, ignored);
      return LeaveOut(original, std::move(why));
    }
    if (auto put = to_.Put(*entry, temporary); !put) return put;
    const auto placed = to_.Read(entry->name_space, entry->run_id);
    if (!placed) return tl::unexpected(placed.error());
    stored_.push_back({KeyOf(original), original.file, placed->file});
    return {};
  }

  static Outcome<Entry> Write(const Entry& original,
                              const rpc::Message& history,
                              const std::string& path) {
    Outcome<std::unique_ptr<TextOutput>> output = OpenGzip(path);
    if (!output) return tl::unexpected(output.error());
    HistorySink sink(original.file, **output);
    if (auto added = sink.Add(history); !added) {
      return tl::unexpected(added.error());
    }
    return sink.Finish();
  }

  // Ids are there of histories that do not have them.
  std::string WhyNotInManifest(const Entry& original, const Entry& entry) {
    bool clean = true;
    for (const std::string& text : {entry.workflow_id, entry.parent_workflow_id,
                                    entry.scheduled_by, entry.query}) {
      for (std::string& kind : SecretsIn(text)) {
        if (kind == kHighEntropy) continue;  // as ids are
        report_.secrets.push_back(
            {original.file, {0, "manifest"}, std::move(kind)});
        clean = false;
      }
    }
    return clean || !options_.allow_secrets.empty() ? "" : kCredentials;
  }

  // What the history does not say itself.
  void SetProvenance(const Entry& original, const rpc::Message& history,
                     Entry& entry) const {
    const bool before = original.redaction == hash_;
    const bool pseudonym = !before && options_.context.policy->workflow_ids ==
                                          Policy::Treat::kPseudonym;
    entry.name_space = original.name_space;
    entry.run_id = original.run_id;
    entry.workflow_id =
        before ? original.workflow_id
               : RedactWorkflowId(options_.context, original.workflow_id);
    if (entry.first_run_id.empty()) entry.first_run_id = original.first_run_id;
    if (entry.scheduled_by.empty()) {
      entry.scheduled_by =
          pseudonym ? RedactWorkflowId(options_.context, original.scheduled_by)
                    : original.scheduled_by;
    }
    entry.trimmed_tail = original.trimmed_tail;
    entry.server_version = original.server_version;
    entry.source = original.source;
    entry.stratum = original.stratum;
    // A query may name a workflow.
    entry.query = pseudonym ? "" : original.query;
    entry.fetched_at = original.fetched_at;
    entry.retention_expires_at = original.retention_expires_at;
    entry.tool_version = LOCKSTEP_VERSION;
    entry.descriptors = options_.context.schema->hash();
    entry.codec = original.codec;
    entry.external_refs = rpc::CountExternalReferences(history);
    entry.archived = original.archived;
    entry.redaction = hash_;
    entry.payloads = PayloadsName(options_.context.policy->payloads);
  }

  Outcome<void> LeaveOut(const Entry& entry, std::string why) {
    report_.left_out.push_back({entry.file, std::move(why)});
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
    // Its own reason may name workflows.
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
  const Corpus& from_;
  Corpus& to_;
  const std::string hash_;
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
