// A history of a corpus as other programs read it.
#pragma once

#include <cstddef>
#include <string>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/failure.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

enum class ExportFormat {
  kCliJson,  // what `get` and `temporal workflow show -o json` print
  kBinpb,    // a serialised temporal.api.history.v1.History
  // One line: {"workflowId":...,"runId":...,"namespace":...,"events":[...]}.
  // By itself a line is a history that lockstep-replay and the replayers of the
  // SDKs load; they skip the members they do not know.
  kJsonl,
};

// ".json", ".binpb", ".jsonl".
std::string ExtensionOf(ExportFormat format);

struct Rendered {
  std::string bytes;
  // Members that the descriptors do not know and that kBinpb has to leave out.
  size_t dropped = 0;
};

// `schema` is needed for kBinpb only.
Outcome<Rendered> Render(const Corpus& corpus, const Entry& entry,
                         ExportFormat format, const rpc::Schema* schema);

}  // namespace lockstep::fetch
