// Takes the events of one run, page by page, and makes of them a history file
// and what the manifest says of it. Holds one page at a time.
#pragma once

#include <memory>
#include <string>

#include "history/facts.h"
#include "history_fetch/corpus/entry.h"
#include "history_fetch/download/run_links.h"
#include "history_fetch/download/text_output.h"
#include "history_fetch/failure.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

class HistorySink {
 public:
  // `name` stands in messages ("workflow 'a', run b"). `proto`, if it is not
  // null, gets the bytes of the History message with the same events. Both
  // outputs outlive the sink. `remedy` ends messages about events that are
  // wrong or do not belong together.
  HistorySink(std::string name, TextOutput& text, TextOutput* proto = nullptr,
              std::string remedy =
                  "the server's answer contradicts itself; nothing was stored "
                  "of it, fetch it again");
  ~HistorySink();
  HistorySink(const HistorySink&) = delete;
  HistorySink& operator=(const HistorySink&) = delete;

  // `history` is a temporal.api.history.v1.History. Ids must go on where the
  // last page ended, the first event must start a workflow, events may only
  // refer to what came before, and none follows the end of the run: else
  // kIntegrity, naming the event.
  Outcome<void> Add(const rpc::Message& history);

  // Leaves out the transient events at the end (workflow tasks without a
  // taskId), ends and closes the outputs, and yields an entry with all that the
  // history itself says: hash, bytes, shapes, facts, counts. A history without
  // events: kIntegrity.
  Outcome<Entry> Finish();

  // As far as the pages say.
  const history::Facts& facts() const;
  const RunLinks& links() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lockstep::fetch
