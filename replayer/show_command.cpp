#include "history/load.h"
#include "history/timeline.h"
#include "replayer/commands.h"
#include "replayer/history_files.h"
#include "replayer/terminal.h"

namespace lockstep::replay {
namespace {

history::LoadResult Load(const ShowOptions& options) {
  const history::LoadOptions load{.workflow_id = {},
                                  .known = {},
                                  .sha256 = {},
                                  .payloads_replaced = false,
                                  .reverse_order = options.reverse_order,
                                  .last_event_id = options.last_event_id};
  if (options.history != kStdin) return LoadHistory(options.history, load);
  const Result<std::string> text = ReadAll(kStdin);
  if (text) return ParseHistory(*text, kStdin, load);
  return tl::unexpected(history::LoadError{history::LoadError::Kind::kInvalid,
                                           text.error().message});
}

}  // namespace

int ShowCommand(const ShowOptions& options) {
  const history::LoadResult history = Load(options);
  if (!history) {
    PrintError(history.error().message);
    return static_cast<int>(ExitCode::kInput);
  }
  for (const std::string& warning : history->warnings) {
    PrintError("warning: " + warning);
  }
  Print(Timeline(*history));
  if (FinishOutput()) return static_cast<int>(ExitCode::kOk);
  PrintError("stdout did not take the history");
  return static_cast<int>(ExitCode::kUsage);
}

}  // namespace lockstep::replay
