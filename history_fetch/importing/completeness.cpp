#include "history_fetch/importing/completeness.h"

#include <fmt/format.h>

#include <filesystem>

#include "history_fetch/corpus/left_out.h"
#include "history_fetch/terminal.h"

namespace lockstep::fetch {
namespace {

// What an import says of a corpus begins with this, and a later import may
// take it back.
constexpr std::string_view kOurs = "an import ";
// Not so what it takes over from other corpora.
constexpr std::string_view kTakenOver = "imported from ";
constexpr char kTakenOverTwice[] =
    "imported from several corpora that were incomplete: complete them, and "
    "import them into a new corpus";
constexpr char kInterrupted[] =
    "an import was interrupted or is still going on: run it again";
constexpr char kStandardInput[] = "-";

// Why a corpus is incomplete into which histories of `corpora` came, of which
// one or more were. Only an import of the same corpora takes it back.
std::string TakenOver(const std::vector<std::string>& corpora) {
  std::string names;
  for (const std::string& folder : corpora) {
    names += (names.empty() ? "" : ", ") + Printable(folder, 400);
  }
  return fmt::format(
      "{}{}, {}", kTakenOver, names,
      corpora.size() == 1
          ? "which was incomplete: complete that one, and import it again"
          : "of which some were incomplete: complete those, and import all of "
            "them again");
}

}  // namespace

Completeness::Completeness(const CorpusState& before, size_t size,
                           const Asked& asked)
    : before_(before), accepting_(asked.left_out) {
  for (const std::string& path : asked.paths) asked_.insert(NameOf(path));
  const std::string same = TakenOver(asked.sources.corpora);
  if (asked.sources.incomplete) taken_over_ = same;
  const bool fresh = size == 0 && before.reason == kNothingYet;
  // What a plan wants, sync knows.
  ours_ = before.complete || fresh || before.reason.starts_with(kOurs) ||
          (before.reason == same && !asked.sources.corpora.empty());
  if (ours_) return;
  // A second mark of this kind: no one import can take back both.
  if (asked.sources.incomplete && before.reason.starts_with(kTakenOver)) {
    before_.reason = kTakenOverTwice;
  }
}

std::string Completeness::NameOf(const std::string& path) {
  std::string name = std::filesystem::path(path).lexically_normal().string();
  while (name.size() > 1 && name.back() == '/') name.pop_back();
  return name;
}

std::string Completeness::ReasonMeanwhile() const {
  if (ours_ && !taken_over_.empty()) return taken_over_;
  if (ours_ && !before_.reason.starts_with(kTakenOver)) return kInterrupted;
  return before_.reason;
}

CorpusState Completeness::Meanwhile() const {
  CorpusState state = before_;
  state.complete = false;
  state.reason = ReasonMeanwhile();
  std::set<std::string> all(before_.left_out.begin(), before_.left_out.end());
  all.insert(asked_.begin(), asked_.end());
  state.left_out = {all.begin(), all.end()};
  return state;
}

std::vector<std::string> Completeness::LeftOutAfter(bool stopped) const {
  std::set<std::string> left;
  if (accepting_ == LeftOut::kIsNoted) {
    left = failed_;
    for (const std::string& name : before_.left_out) {
      // What came from standard input may be something else each time.
      const bool same = name != kStandardInput;
      const bool came = read_.contains(name) && !failed_.contains(name);
      const bool whole = asked_.contains(name) && !stopped;
      if (!same || !(came || whole)) left.insert(name);
    }
  }
  for (const std::string& name : asked_) {
    if (stopped && !read_.contains(name)) left.insert(name);
  }
  return {left.begin(), left.end()};
}

CorpusState Completeness::After(const ImportSummary& summary) const {
  CorpusState after = before_;
  after.left_out = LeftOutAfter(summary.stopped);
  if (!ours_) return after;
  const bool takes_over =
      !taken_over_.empty() || before_.reason.starts_with(kTakenOver);
  after.complete = after.left_out.empty() && taken_over_.empty();
  if (after.complete) {
    after.reason.clear();
  } else if (takes_over && (!taken_over_.empty() || summary.stopped)) {
    after.reason = ReasonMeanwhile();
  } else {
    after.reason =
        summary.stopped ? kInterrupted : AboutLeftOut(after.left_out);
  }
  return after;
}

}  // namespace lockstep::fetch
