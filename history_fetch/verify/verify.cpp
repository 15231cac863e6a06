#include "history_fetch/verify/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "history_fetch/corpus/names.h"
#include "history_fetch/entry_walk.h"
#include "history_fetch/replay_program.h"
#include "history_fetch/terminal.h"
#include "history_fetch/verify/entry_checks.h"
#include "history_fetch/verify/folder_checks.h"

namespace lockstep::fetch {
namespace {

std::string_view Meaning(int exit_code) {
  switch (exit_code) {
    case 1:
      return "at least one history diverges";
    case 3:
      return "a history cannot be read";
    case 4:
      return "nothing was tested";
    case 5:
      return "the code fails";
    default:
      return exit_code < 0 ? "a signal ended it" : "see what it says";
  }
}

class Pass {
 public:
  Pass(const Corpus& corpus, Verification& verification)
      : corpus_(corpus), verification_(verification) {}

  Outcome<void> Run(int threads) {
    LazySchema schema;
    const Outcome<void> done = WalkEntries<std::vector<Finding>>(
        corpus_, threads,
        [&](const Entry& entry) {
          return EntryChecks(corpus_, schema).Run(entry);
        },
        [&](const Entry& entry, std::vector<Finding>&& findings) {
          Take(entry, std::move(findings));
          return Outcome<void>();
        });
    if (!done) return done;
    verification_.shapes = static_cast<int64_t>(shapes_.size());
    verification_.loop_shapes = static_cast<int64_t>(loop_shapes_.size());
    Add(FindStrays(corpus_.folder(), files_,
                   corpus_.state().complete ? Leftovers::kAreStrays
                                            : Leftovers::kAreNoted));
    Add(CheckState(corpus_.folder()));
    return {};
  }

 private:
  void Take(const Entry& entry, std::vector<Finding> findings) {
    ++verification_.histories;
    verification_.running += entry.closed ? 0 : 1;
    verification_.redacted += entry.redaction.empty() ? 0 : 1;
    verification_.events += entry.events;
    verification_.bytes += entry.bytes;
    shapes_.Insert(entry.shape);
    loop_shapes_.Insert(entry.loop_shape);
    if (!files_.Insert(entry.file)) {
      Add({{Check::kManifest, entry.file,
            "is named by two lines: restore manifest.jsonl, say from git"}});
    }
    if (entry.proto) files_.Insert(ProtoName(entry.file));
    Add(std::move(findings));
  }

  void Add(std::vector<Finding> findings) {
    for (Finding& finding : findings) {
      verification_.findings.push_back(std::move(finding));
    }
  }

  const Corpus& corpus_;
  Verification& verification_;
  TextSet files_;
  TextSet shapes_;
  TextSet loop_shapes_;
};

// Some redacted and some not is hardly meant: what is to be kept from readers
// is in the rest.
void CheckRedactions(Verification& verification) {
  const int64_t open = verification.histories - verification.redacted;
  if (verification.redacted == 0 || open == 0) return;
  verification.findings.push_back(
      {Check::kRedaction, "",
       fmt::format("{} of {} histories are not redacted while the others are: "
                   "run `lockstep-fetch redact`",
                   open, verification.histories)});
}

void NoteState(Verification& verification) {
  if (verification.histories == 0) {
    verification.findings.push_back(
        {Check::kComplete, "",
         "the corpus is empty: fill it with `lockstep-fetch sync`"});
  } else if (!verification.state.complete) {
    verification.findings.push_back(
        {Check::kComplete, "",
         fmt::format("the corpus is marked incomplete: {}",
                     verification.state.reason.empty()
                         ? "run `lockstep-fetch sync`"
                         : Printable(verification.state.reason, 1000))});
  }
}

bool HasProblems(const Verification& verification) {
  return CodeOf(verification) == ExitCode::kIntegrity;
}

// Incomplete is for the exit code to say; here every history counts.
Outcome<void> Replay(const VerifyOptions& options, Verification& verification) {
  const ReplayProgram program(options.program);
  const Outcome<Replayed> replayed = program.Run(
      {"run", "--allow-incomplete", "--", options.build, options.folder});
  if (!replayed) return tl::unexpected(replayed.error());
  constexpr int kNotLoaded = 2;
  if (replayed->exit_code == kNotLoaded) {
    return Fail(ExitCode::kUsage,
                fmt::format("{} cannot replay with {}, for the reason above: "
                            "name a build that it can load",
                            program.path(), options.build));
  }
  verification.replay = {program.path(), options.build, replayed->exit_code};
  if (replayed->exit_code == 0) return {};
  PrintError(fmt::format("{} says:\n{}", program.path(), replayed->output));
  verification.findings.push_back(
      {Check::kReplay, "",
       fmt::format("the corpus does not replay with {}: {} ended with exit "
                   "code {} ({}); see above, or run it alone",
                   options.build, program.path(), replayed->exit_code,
                   Meaning(replayed->exit_code))});
  return {};
}

}  // namespace

Outcome<Verification> Verify(const VerifyOptions& options) {
  Verification verification;
  verification.folder = options.folder;
  const Outcome<Corpus> corpus =
      Corpus::Open(options.folder, Corpus::Access::kRead);
  if (!corpus) {
    if (corpus.error().code != ExitCode::kIntegrity) {
      return tl::unexpected(corpus.error());
    }
    verification.findings.push_back(
        {Check::kManifest, "", corpus.error().message});
    return verification;
  }
  verification.state = corpus->state();
  Outcome<void> done = Pass(*corpus, verification).Run(options.threads);
  if (!done) return tl::unexpected(done.error());
  CheckRedactions(verification);
  NoteState(verification);
  const bool worth_it =
      !HasProblems(verification) && verification.histories > 0;
  if (!options.build.empty() && worth_it) done = Replay(options, verification);
  if (!done) return tl::unexpected(done.error());
  if (corpus->HasChanged()) {
    return Fail(ExitCode::kPartial,
                fmt::format("{}: was changed while it was verified: wait until "
                            "the other lockstep-fetch ends, then verify it "
                            "again",
                            options.folder));
  }
  return verification;
}

}  // namespace lockstep::fetch
