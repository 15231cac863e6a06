// What the manifest is to say of a history beside what the history says.
#include "history_fetch/importing/importer.h"

namespace lockstep::fetch {

void Importer::Describe(const SourceFile& source, const FoundHistory& found,
                        Entry& entry) const {
  entry.unknown_fields += static_cast<int64_t>(found.dropped.size());
  entry.source = "import";
  entry.fetched_at = options_.imported_at;
  entry.tool_version = LOCKSTEP_VERSION;
  entry.descriptors = schema_.hash();
  entry.payloads = "full";
  if (!source.entry) return;
  // Another corpus knows where it came from, and what was done to it.
  const Entry& other = *source.entry;
  entry.source = other.source;
  entry.stratum = other.stratum;
  entry.query = other.query;
  entry.fetched_at = other.fetched_at;
  entry.server_version = other.server_version;
  entry.retention_expires_at = other.retention_expires_at;
  entry.codec = other.codec;
  entry.archived = other.archived;
  entry.redaction = other.redaction;
  entry.payloads = other.payloads;
  // The text cannot say what it lost before, nor always whence it came.
  entry.unknown_fields += other.unknown_fields;
  entry.trimmed_tail += other.trimmed_tail;
  if (entry.first_run_id.empty()) entry.first_run_id = other.first_run_id;
  if (entry.scheduled_by.empty()) entry.scheduled_by = other.scheduled_by;
}

}  // namespace lockstep::fetch
