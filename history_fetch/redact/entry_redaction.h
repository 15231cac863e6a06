// Redacts one history of a corpus into a file of another one.
#pragma once

#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/failure.h"
#include "history_fetch/redact/redact_history.h"
#include "history_fetch/redact/secret_scan.h"
#include "rpc/schema/json_reader.h"

namespace lockstep::fetch {

// What became of it.
struct RedactedEntry {
  std::string left_out;    // why it cannot be stored; "": it can
  bool unchanged = false;  // it was redacted so before
  Redaction redaction;
  std::vector<SecretFinding> secrets;
  // To be put in, from these new files of the target.
  Entry entry;
  std::string text;
  std::string proto;  // "": the original has none
};

class EntryRedaction {
 public:
  enum class Secrets { kLeaveOut, kStore };

  // All outlive it.
  EntryRedaction(const RedactionContext& context, const Corpus& from,
                 Corpus& to, Secrets secrets);

  // Both are thread-safe. A failure is not the history's own: others would not
  // escape it, or it is gone the next time.

  // What the histories' code made ids of; nothing for one that is damaged or
  // was redacted so before.
  Outcome<std::vector<MadeId>> MadeIds(const Entry& original) const;
  Outcome<RedactedEntry> Redact(const Entry& original) const;

 private:
  // A History. kIntegrity: it is damaged.
  Outcome<rpc::ParsedMessage> Read(const Entry& original) const;
  // The new files.
  Outcome<void> Write(const Entry& original, const rpc::Message& history,
                      RedactedEntry& redacted) const;
  void SetProvenance(const Entry& original, Entry& entry) const;
  void ScanManifest(RedactedEntry& redacted) const;

  const RedactionContext& context_;
  const Corpus& from_;
  Corpus& to_;
  const Secrets secrets_;
  const std::string hash_;
};

}  // namespace lockstep::fetch
