#include "history_fetch/sync/stored_runs.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "history_fetch/corpus/missing_files.h"
#include "history_fetch/select/stratum_rule.h"
#include "history_fetch/sync/asked_sources.h"

namespace lockstep::fetch {
namespace {

// Of the server, the stratum that asks for such a history; null: none.
const Stratum* StratumFor(const Plan& plan, const SyncServer& server,
                          const Entry& entry) {
  const Stratum* found = nullptr;
  for (const Stratum& stratum : plan.strata) {
    if (stratum.source != server.source) continue;
    if (stratum.workflow_type != entry.workflow_type) continue;
    const bool counts = CountsFor(plan, stratum,
                                  {.name_space = entry.name_space,
                                   .workflow_type = entry.workflow_type,
                                   .source = server.source,
                                   .status = entry.status,
                                   .closed = entry.closed});
    if (counts) return &stratum;
    if (found == nullptr) found = &stratum;
  }
  return found;
}

// A plan may have given the server another name since.
Outcome<void> Adopt(const Plan& plan, const SyncServer& server, Corpus& corpus,
                    Entry& entry) {
  if (entry.source == server.source || !IsServer(entry.source)) return {};
  const Stratum* stratum = StratumFor(plan, server, entry);
  if (stratum == nullptr) return {};
  entry.source = server.source;
  entry.stratum = stratum->name;
  return corpus.Update(entry);
}

}  // namespace

Pick PickOfStored(const Entry& entry) {
  Pick pick;
  pick.execution = {entry.workflow_id, entry.run_id};
  pick.first_run_id = entry.first_run_id;
  pick.scheduled_by = entry.scheduled_by;
  pick.archived = entry.archived;
  return pick;
}

bool IsGood(const Corpus& corpus, const Entry& entry, bool repair) {
  if (!entry.redaction.empty()) return true;
  if (!HasFile(corpus, entry)) return false;
  return !repair || ReadHistoryText(corpus, entry);
}

OtherForms::OtherForms(const SyncServer& server)
    : keep_proto_(server.download.keep_proto == KeepProto::kYes),
      codec_(server.download.codec == nullptr ? "encoded" : "decoded") {}

void OtherForms::Add(const Entry& entry) {
  // One that is open comes anew when it goes on.
  if (keep_proto_ && entry.closed && !entry.proto) ++without_proto_;
  if (!entry.codec.empty() && entry.codec != codec_) ++other_codec_;
}

std::vector<std::string> OtherForms::Notes() const {
  std::vector<std::string> notes;
  if (without_proto_ > 0) {
    notes.push_back(fmt::format(
        "{} stored histories have no .binpb, and --keep-proto brings it only "
        "with what is fetched: sync into a new folder to have it of all",
        without_proto_));
  }
  if (other_codec_ > 0) {
    notes.push_back(fmt::format(
        "the payloads of {} stored histories are {}, and of what is fetched "
        "now they are {}: sync into a new folder to have them alike, or fetch "
        "{} --codec-endpoint",
        other_codec_, codec_ == "decoded" ? "encoded" : "decoded", codec_,
        codec_ == "decoded" ? "without" : "with"));
  }
  return notes;
}

Outcome<StoredRuns> ReadStored(
    Corpus& corpus, const SyncServer& server, const Plan& plan, bool repair,
    const std::function<uint32_t(const Entry& entry)>& row_of) {
  StoredRuns stored;
  OtherForms forms(server);
  std::map<std::string, size_t> numbers;  // of queries
  const Outcome<void> read = corpus.ForEach([&](const Entry& line) {
    stored.bytes += line.bytes;
    if (!IsOfServer(line.name_space, line.source, server, &plan)) {
      return Outcome<void>();
    }
    Entry entry = line;
    Outcome<void> adopted = Adopt(plan, server, corpus, entry);
    if (!adopted) return adopted;
    const bool good = IsGood(corpus, entry, repair);
    if (!good) stored.damaged.Insert(entry.run_id);
    if (good) forms.Add(entry);
    if (good && entry.closed) return Outcome<void>();
    const auto [query, is_new] =
        numbers.try_emplace(entry.query, stored.queries.size());
    if (is_new) stored.queries.push_back(entry.query);
    Pick pick = PickOfStored(entry);
    pick.why = Why::kRunning;
    pick.stratum = row_of(entry);
    pick.query = static_cast<uint32_t>(query->second);
    stored.again.Add(pick);
    return Outcome<void>();
  });
  if (!read) return tl::unexpected(read.error());
  if (stored.again.broken()) return tl::unexpected(*stored.again.broken());
  stored.notes = forms.Notes();
  return stored;
}

}  // namespace lockstep::fetch
