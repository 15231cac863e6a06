#include "history_fetch/redact/entry_redaction.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <utility>

#include "history_fetch/download/history_sink.h"
#include "history_fetch/terminal.h"
#include "rpc/codec/remote_codec.h"

namespace lockstep::fetch {
namespace {

constexpr char kCredentials[] =
    "it seems to hold credentials; see the findings";

void RemoveFiles(const RedactedEntry& redacted) {
  std::remove(redacted.text.c_str());
  if (!redacted.proto.empty()) std::remove(redacted.proto.c_str());
}

}  // namespace

EntryRedaction::EntryRedaction(const RedactionContext& context,
                               const Corpus& from, Corpus& to, Secrets secrets)
    : context_(context),
      from_(from),
      to_(to),
      secrets_(secrets),
      hash_(RedactionHash(context)) {}

Outcome<rpc::ParsedMessage> EntryRedaction::Read(const Entry& original) const {
  const auto text = ReadHistoryText(from_, original);
  if (!text) return tl::unexpected(text.error());
  auto parsed = rpc::ParseJson(*context_.schema, rpc::kHistoryMessage, *text);
  if (!parsed) return Fail(ExitCode::kIntegrity, parsed.error().message);
  return *std::move(parsed);
}

Outcome<std::vector<MadeId>> EntryRedaction::MadeIds(
    const Entry& original) const {
  if (original.redaction == hash_) return {};
  const auto parsed = Read(original);
  if (parsed) {
    return MadeIdsOf(context_, original.workflow_id, *parsed->message);
  }
  if (parsed.error().code == ExitCode::kIntegrity) return {};
  return tl::unexpected(parsed.error());
}

// A history that cannot be redacted does not keep others from it. One that only
// cannot be read now does: what is left out goes from the target too.
Outcome<RedactedEntry> EntryRedaction::Redact(const Entry& original) const {
  RedactedEntry redacted;
  const auto parsed = Read(original);
  if (!parsed && parsed.error().code != ExitCode::kIntegrity) {
    return tl::unexpected(parsed.error());
  }
  if (!parsed) {
    redacted.left_out = parsed.error().message;
    return redacted;
  }
  rpc::Message& history = *parsed->message;
  redacted.unchanged = original.redaction == hash_;
  if (!redacted.unchanged) {
    redacted.redaction = RedactHistory(context_, original.workflow_id, history);
  }
  if (!redacted.redaction.refused.empty()) {
    redacted.left_out =
        fmt::format("the policy refuses payloads that are no JSON, as at {}",
                    redacted.redaction.refused);
    return redacted;
  }
  redacted.secrets = ScanForSecrets(*context_.schema, history);
  if (!redacted.secrets.empty() && secrets_ == Secrets::kLeaveOut) {
    redacted.left_out = kCredentials;
    return redacted;
  }
  if (auto written = Write(original, history, redacted); !written) {
    RemoveFiles(redacted);
    if (written.error().code != ExitCode::kIntegrity) {
      return tl::unexpected(written.error());
    }
    redacted.left_out = written.error().message;
    return redacted;
  }
  Entry& entry = redacted.entry;
  if (entry.shape != original.shape) {
    redacted.left_out =
        "its events would tell another story: the shape changes";
  } else {
    entry.unknown_fields =
        original.unknown_fields + static_cast<int64_t>(parsed->dropped.size());
    entry.external_refs = rpc::CountExternalReferences(history);
    SetProvenance(original, entry);
    ScanManifest(redacted);
  }
  if (!redacted.left_out.empty()) RemoveFiles(redacted);
  return redacted;
}

Outcome<void> EntryRedaction::Write(const Entry& original,
                                    const rpc::Message& history,
                                    RedactedEntry& redacted) const {
  redacted.text = to_.NewTemporary();
  Outcome<std::unique_ptr<TextOutput>> text = OpenGzip(redacted.text);
  if (!text) return tl::unexpected(text.error());
  // Made of the redacted history; the original's is not even read.
  std::unique_ptr<TextOutput> proto;
  if (original.proto) {
    redacted.proto = to_.NewTemporary();
    auto opened = OpenPlain(redacted.proto);
    if (!opened) return tl::unexpected(opened.error());
    proto = *std::move(opened);
  }
  HistorySink sink(original.file, **text, proto.get());
  if (auto added = sink.Add(history); !added) return added;
  Outcome<Entry> entry = sink.Finish();
  if (!entry) return tl::unexpected(entry.error());
  redacted.entry = *std::move(entry);
  return {};
}

// What the history does not say itself.
void EntryRedaction::SetProvenance(const Entry& original, Entry& entry) const {
  const bool before = original.redaction == hash_;
  const bool pseudonym =
      !before && context_.policy->workflow_ids == Policy::Treat::kPseudonym;
  entry.name_space = original.name_space;
  entry.run_id = original.run_id;
  entry.workflow_id = before ? original.workflow_id
                             : RedactWorkflowId(context_, original.workflow_id);
  if (entry.first_run_id.empty()) entry.first_run_id = original.first_run_id;
  if (entry.scheduled_by.empty()) {
    entry.scheduled_by = pseudonym && !original.scheduled_by.empty()
                             ? context_.pseudonyms->Text(original.scheduled_by)
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
  entry.descriptors = context_.schema->hash();
  entry.codec = original.codec;
  entry.archived = original.archived;
  entry.redaction = hash_;
  entry.payloads = PayloadsName(context_.policy->payloads);
}

// Ids are there of histories that do not have them.
void EntryRedaction::ScanManifest(RedactedEntry& redacted) const {
  const Entry& entry = redacted.entry;
  const size_t before = redacted.secrets.size();
  for (const std::string& text : {entry.workflow_id, entry.parent_workflow_id,
                                  entry.scheduled_by, entry.query}) {
    for (std::string& kind : SecretsIn(text)) {
      if (kind == kHighEntropy) continue;  // as ids are
      redacted.secrets.push_back({{0, "manifest"}, std::move(kind)});
    }
  }
  const bool clean = redacted.secrets.size() == before;
  if (!clean && secrets_ == Secrets::kLeaveOut) {
    redacted.left_out = kCredentials;
  }
}

}  // namespace lockstep::fetch
