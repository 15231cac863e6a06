// Takes the events of one run, page by page, and makes of them a history file
// and what the manifest says of it. Holds one page at a time.
#pragma once

#include <memory>
#include <string>

#include "history_fetch/corpus/entry.h"
#include "history_fetch/failure.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

// Where the JSON text goes.
class TextOutput {
 public:
  virtual ~TextOutput() = default;
  virtual Outcome<void> Write(std::string_view text) = 0;
};

// gzip without a time and a name in its header, so equal texts are equal files.
Outcome<std::unique_ptr<TextOutput>> OpenGzip(const std::string& path);

class HistorySink {
 public:
  // `name` stands in messages ("workflow 'a', run b"). Both outlive the sink.
  HistorySink(std::string name, TextOutput& output);
  ~HistorySink();
  HistorySink(const HistorySink&) = delete;
  HistorySink& operator=(const HistorySink&) = delete;

  // `history` is a temporal.api.history.v1.History. Ids must go on where the
  // last page ended, and the first event must start a workflow: else
  // kIntegrity, naming the event.
  Outcome<void> Add(const rpc::Message& history);

  // Leaves out the transient events at the end (taskId 0), writes the end of
  // the text, and yields an entry with all that the history itself says: hash,
  // bytes, shapes, facts, counts. A history without events, or one that is
  // closed and has events after the close: kIntegrity.
  Outcome<Entry> Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lockstep::fetch
