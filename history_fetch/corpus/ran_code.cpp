#include "history_fetch/corpus/ran_code.h"

#include <string>

namespace lockstep::fetch {
namespace {

// Started, and the task scheduled, started and completed.
constexpr int64_t kLeastEvents = 4;
// No text in a history holds it: there its quotes would be escaped.
constexpr char kCompleted[] = "\"EVENT_TYPE_WORKFLOW_TASK_COMPLETED\"";
constexpr char kOldCompleted[] = "\"WorkflowTaskCompleted\"";

}  // namespace

bool RanCode(const Corpus& corpus, const Entry& entry) {
  // Only completed tasks name the SDK.
  if (!entry.sdk_name.empty()) return true;
  if (entry.events < kLeastEvents) return false;
  const Outcome<std::string> text = ReadHistoryText(corpus, entry);
  if (!text) return true;
  return text->find(kCompleted) != text->npos ||
         text->find(kOldCompleted) != text->npos;
}

}  // namespace lockstep::fetch
