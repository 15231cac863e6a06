#include "history_fetch/sync/asked_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "history_fetch/terminal.h"
#include "history_fetch/timestamps.h"

namespace lockstep::fetch {
namespace {

constexpr char kRemedy[] =
    "look with `lockstep-fetch config` whether the address is right, or pass "
    "--accept-other-server if the server was set up anew";

bool IsExactly(const AskedSource& known, const SyncServer& server) {
  return known.source == server.source &&
         known.name_space == server.download.name_space;
}

// The lines of the header that are about this server.
std::vector<AskedSource*> LinesOf(const SyncServer& server, const Plan* plan,
                                  std::vector<AskedSource>& sources) {
  std::vector<AskedSource*> lines;
  for (AskedSource& known : sources) {
    if (plan != nullptr && IsExactly(known, server)) return {&known};
    if (IsOfServer(known.name_space, known.source, server, plan)) {
      lines.push_back(&known);
    }
  }
  return lines;
}

// Of two times as the header has them. "", which is not known, is younger than
// all.
bool IsOlder(const std::string& a, const std::string& b) {
  const auto nanos = [](const std::string& text) {
    return text.empty() ? std::numeric_limits<int64_t>::max()
                        : ParseTime(text).value_or(0);
  };
  return nanos(a) < nanos(b);
}

std::string NameOf(const SyncServer& server) {
  return fmt::format("namespace '{}' of {}",
                     Printable(server.download.name_space),
                     Printable(server.address));
}

}  // namespace

bool IsServer(std::string_view source) {
  return source != "import" && source != "get" && source != "redact";
}

bool IsOfServer(const std::string& name_space, const std::string& source,
                const SyncServer& server, const Plan* plan) {
  if (name_space != server.download.name_space) return false;
  if (plan == nullptr || source == server.source) return true;
  // Another source of the plan may have a namespace of the same name.
  return std::none_of(
      plan->sources.begin(), plan->sources.end(),
      [&](const Source& other) { return other.name == source; });
}

Outcome<bool> IsSameServer(const CorpusState& state, const SyncServer& server,
                           const Plan* plan, const std::string& namespace_id) {
  if (namespace_id.empty()) return false;
  std::vector<AskedSource> sources = state.sources;
  std::string before;
  for (const AskedSource* line : LinesOf(server, plan, sources)) {
    if (line->namespace_id == namespace_id) return true;
    if (before.empty()) before = line->namespace_id;
  }
  if (before.empty()) return false;
  return Fail(ExitCode::kConnect,
              fmt::format("{} is another one than the last time (its id is {}, "
                          "and was {}): {}",
                          NameOf(server), Printable(namespace_id),
                          Printable(before), kRemedy));
}

Met MetSoFar(const SyncReport& report, size_t gone) {
  Met met{.gone = static_cast<int64_t>(gone)};
  for (const StratumTally& row : report.strata) {
    met.known += row.kept + row.updated;
    met.fetched += row.fresh;
    met.failed += row.failed;
  }
  met.known -= met.gone;  // they are kept, too
  return met;
}

Met operator-(const Met& after, const Met& before) {
  return {.known = after.known - before.known,
          .gone = after.gone - before.gone,
          .fetched = after.fetched - before.fetched,
          .failed = after.failed - before.failed};
}

Outcome<void> CheckMet(const Asked& asked, const Met& met) {
  if (asked.proven || met.gone == 0 || met.known > 0) return {};
  return Fail(ExitCode::kConnect,
              fmt::format("{} knows none of the open runs of the corpus that "
                          "it was asked for ({}), so it may be another server: "
                          "{}",
                          NameOf(asked.server), met.gone, kRemedy));
}

Outcome<void> FillSources(const Corpus& corpus, CorpusState& state) {
  if (!state.sources.empty() || state.synced_at.empty()) return {};
  std::set<std::pair<std::string, std::string>> names;
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    if (IsServer(entry.source)) names.emplace(entry.source, entry.name_space);
    return Outcome<void>();
  });
  for (const auto& [source, name_space] : names) {
    state.sources.push_back({.source = source,
                             .name_space = name_space,
                             .synced_at = state.synced_at});
  }
  return read;
}

void NoteAsked(const Asked& asked, const Plan* plan, const std::string& now,
               CorpusState& state) {
  const SyncServer& server = asked.server;
  const std::vector<AskedSource*> lines = LinesOf(server, plan, state.sources);
  AskedSource line{.source = server.source,
                   .name_space = server.download.name_space};
  for (const AskedSource* old : lines) {
    if (IsOlder(old->synced_at, line.synced_at)) {
      line.synced_at = old->synced_at;
    }
    if (line.namespace_id.empty()) line.namespace_id = old->namespace_id;
    // Without a plan nobody has said how it is called.
    if (plan == nullptr) line.source = old->source;
  }
  if (!asked.namespace_id.empty()) line.namespace_id = asked.namespace_id;
  if (asked.done) line.synced_at = now;
  std::erase_if(state.sources, [&](const AskedSource& known) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const AskedSource* old) { return old == &known; });
  });
  state.sources.push_back(std::move(line));
  std::sort(state.sources.begin(), state.sources.end(),
            [](const AskedSource& a, const AskedSource& b) {
              return std::tie(a.source, a.name_space) <
                     std::tie(b.source, b.name_space);
            });
}

Outcome<void> ForgetSources(const Corpus& corpus,
                            const std::vector<Asked>& asked,
                            CorpusState& state) {
  const auto was_asked = [&](const AskedSource& known) {
    return std::any_of(asked.begin(), asked.end(), [&](const Asked& one) {
      return IsExactly(known, one.server);
    });
  };
  if (std::all_of(state.sources.begin(), state.sources.end(), was_asked)) {
    return {};
  }
  std::set<std::pair<std::string, std::string>> open;
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    if (!entry.closed) open.emplace(entry.source, entry.name_space);
    return Outcome<void>();
  });
  if (!read) return read;
  std::erase_if(state.sources, [&](const AskedSource& known) {
    return !was_asked(known) &&
           !open.contains({known.source, known.name_space});
  });
  return {};
}

void SetAge(CorpusState& state) {
  std::string oldest;
  for (const AskedSource& known : state.sources) {
    if (IsOlder(known.synced_at, oldest)) oldest = known.synced_at;
  }
  if (!oldest.empty()) state.synced_at = oldest;
}

}  // namespace lockstep::fetch
