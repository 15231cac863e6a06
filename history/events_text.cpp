#include "history/events_text.h"

#include <utility>

#include "history/event_reader.h"
#include "history/json_document.h"

namespace lockstep::history {
namespace {

// A parser's memory, which takes longer to get than most pages to parse. Each
// thread keeps its own, unless a long text has made it large: about 14 times
// the text.
constexpr size_t kKept = 64 << 10;

bool ReadAll(simdjson::dom::array items, std::vector<Event>& events,
             Reading& reading) {
  events.reserve(items.size());
  for (const Json item : items) {
    Event& event = events.emplace_back();
    if (!ReadEvent(item, events.size(), event, reading)) return false;
  }
  return true;
}

}  // namespace

Result<std::vector<Event>> ParseEvents(std::string_view json,
                                       const std::string& name) {
  thread_local JsonDocument kept;
  JsonDocument of_its_own;
  JsonDocument& document = json.size() <= kKept ? kept : of_its_own;
  const Result<Json> root = document.Parse(json);
  if (!root) return Fail(name + " " + root.error().message);
  simdjson::dom::array items;
  if (root->get(items) != simdjson::SUCCESS) {
    return Fail(name + " is no list of events but " + Shown(*root));
  }
  Reading reading;
  reading.name = name;
  std::vector<Event> events;
  if (!ReadAll(items, events, reading)) return Fail(reading.error.message);
  return events;
}

}  // namespace lockstep::history
