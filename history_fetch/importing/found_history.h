// A history that a file holds, in whatever form it was written.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "history/load.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

// How a history was written down; the names are part of the output.
enum class Form {
  kEvents,   // {"events": [...]}: temporal, tctl, SDKs, Web UI
  kHistory,  // {"history": {"events": [...]}}: HTTP API, answers of the server
  kList,     // [event, event...]: old Web UI
  kLines,    // an event in each line
  kRaw,      // {"rawHistory": [...]}: an answer of the server with blobs
  kBinary,   // serialised temporal.api.history.v1.History
  kDelimited,  // serialised messages, each with its length in front
  kExport,     // temporal.api.export.v1.WorkflowExecutions: Cloud's export
};

std::string_view NameOf(Form form);

struct FoundHistory {
  std::string place;  // in a file that holds several: "history 3"
  Form form = Form::kEvents;
  history::Hints hints;                   // what stands beside the events
  std::unique_ptr<rpc::Message> history;  // temporal.api.history.v1.History
  // Paths of what these API definitions do not know and was left out.
  std::vector<std::string> dropped;
};

// What is wrong with a history, or with the whole file if `place` is empty.
// `problem` goes on with the remedy.
struct Unreadable {
  enum class Kind {
    kDamaged,   // a history, or what may hold some
    kNoEvents,  // JSON that is whole and has none
    kRunList,   // ... as `temporal workflow list` writes it
    kOther,     // text that is no JSON, or other programs' bytes
  };
  std::string place;
  std::string problem;
  Kind kind = Kind::kDamaged;
};

using FoundOrNot = tl::expected<FoundHistory, Unreadable>;
// Called once for each history, in the order of the file.
using TakeHistory = std::function<void(FoundOrNot)>;

}  // namespace lockstep::fetch
