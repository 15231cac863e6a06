#include "history/container.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "history/event_pieces.h"
#include "history/event_reader.h"
#include "history/fields.h"
#include "history/json_document.h"

namespace lockstep::history {
namespace {

constexpr std::string_view kAgain =
    "download the history with `temporal workflow show -o json`";

constexpr std::string_view kSeveral =
    "holds several histories: give each a file of its own";

// The outermost object, or the one called "history".
struct Top {
  std::optional<Json> events;
  Hints hints;
  std::string next_page_token;
  bool raw = false;      // binary pieces of a history
  bool several = false;  // a list of histories
};

bool ReadEventList(Top& top, Json json, Reading& reading) {
  if (!json.is_array()) return reading.NotA("a list", json);
  if (top.events) return reading.Fail("is the second list of events");
  top.events = json;
  return true;
}

bool ReadRaw(Top& top, Json json, Reading&) {
  simdjson::dom::array items;
  top.raw = json.get(items) == simdjson::SUCCESS && items.size() > 0;
  return true;
}

bool ReadSeveral(Top& top, Json json, Reading&) {
  top.several = json.is_array();
  return true;
}

// Keeps what an outer object has said already.
template <std::string Hints::*kMember>
bool Hint(Top& top, Json json, Reading& reading) {
  std::string value;
  if (!Read(json, value, reading)) return false;
  std::string& hint = top.hints.*kMember;
  if (hint.empty()) hint = std::move(value);
  return true;
}

constexpr Field<Top> kHistory[] = {
    {"events", ReadEventList},
    {"workflowId", Hint<&Hints::workflow_id>},
    {"runId", Hint<&Hints::run_id>},
    {"namespace", Hint<&Hints::workflow_namespace>},
};

bool ReadHistory(Top& top, Json json, Reading& reading) {
  if (json.is_array()) return ReadEventList(top, json, reading);
  return ReadFields<Top>(json, kHistory, top, reading);
}

constexpr Field<Top> kTop[] = {
    {"events", ReadEventList},
    {"history", ReadHistory},
    {"nextPageToken", Member<&Top::next_page_token>},
    {"rawHistory", ReadRaw},
    {"items", ReadSeveral},
    {"workflowId", Hint<&Hints::workflow_id>},
    {"runId", Hint<&Hints::run_id>},
    {"namespace", Hint<&Hints::workflow_namespace>},
};

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == text.npos;
}

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

// JSON in lines: the first line is an object by itself and is not the last.
bool IsLines(std::string_view text) {
  const std::string_view trimmed = Trim(text);
  const size_t end = trimmed.find('\n');
  if (end == trimmed.npos) return false;
  const std::string_view line = Trim(trimmed.substr(0, end));
  return line.starts_with('{') && line.ends_with('}');
}

// The keys of what is beside the events; events are inspected one by one.
bool InspectAround(Json json, Reading& reading) {
  simdjson::dom::object object;
  if (json.get(object) != simdjson::SUCCESS) return true;
  std::vector<std::string_view> keys;
  for (const auto& [key, value] : object) {
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) {
      return reading.Fail(fmt::format("has the key \"{}\" twice", key));
    }
    keys.push_back(key);
    const Reading::Step step(reading, key);
    const bool ours = key == "events" || key == "history";
    size_t bytes = 0;
    if (ours ? !InspectAround(value, reading)
             : !Inspect(value, reading, bytes)) {
      return false;
    }
  }
  return true;
}

bool HoldsHistory(Json json) {
  simdjson::dom::object object;
  if (json.get(object) != simdjson::SUCCESS) return false;
  for (const auto& [key, value] : object) {
    if (key == "events" || key == "history") return true;
  }
  return false;
}

bool ReadEvents(Json list, Container& container, Reading& reading) {
  const simdjson::dom::array items = list.get_array().value_unsafe();
  if (container.events.empty()) container.events.reserve(items.size());
  for (const Json item : items) {
    if (HoldsHistory(item)) {
      reading.LeaveEvents();
      return reading.Fail(kSeveral);
    }
    Event& event = container.events.emplace_back();
    if (!ReadEvent(item, container.events.size(), event, reading)) {
      return false;
    }
  }
  return true;
}

// Room for all events of the text, judged by those of its first part.
void Reserve(size_t part, size_t whole, std::vector<Event>& events) {
  const size_t expected = events.size() * whole / part;
  if (events.capacity() < expected) events.reserve(expected + expected / 16);
}

// Reads the common form, {"events": [...]}, piece by piece: the JSON of a whole
// long history would need more memory than the file and the events together.
// False: it is of another form or wrong, which is for ReadWhole to say.
bool ReadPieces(std::string_view text, Container& container, Reading& reading) {
  const std::optional<std::string_view> list = TextOfEvents(text);
  if (!list) return false;
  EventPieces pieces(*list);
  size_t read = 0;
  while (read < list->size()) {
    const std::optional<Json> piece = pieces.Next();
    if (!piece || !ReadEvents(*piece, container, reading)) return false;
    read = pieces.read();
    Reserve(read, list->size(), container.events);
  }
  return true;
}

bool ReadTop(Json root, Container& container, Reading& reading) {
  if (root.is_array()) return ReadEvents(root, container, reading);
  if (!root.is_object()) {
    return reading.Fail(
        fmt::format("is no history but {}: {}", Shown(root), kAgain));
  }
  Top top;
  if (!InspectAround(root, reading) ||
      !ReadFields<Top>(root, kTop, top, reading)) {
    return false;
  }
  if (!top.next_page_token.empty()) {
    return reading.Fail(fmt::format(
        "is one page of a longer history (it has a nextPageToken): {}",
        kAgain));
  }
  if (top.several) return reading.Fail(kSeveral);
  if (!top.events && top.raw) {
    return reading.Fail("holds raw pages: run `lockstep-fetch import`");
  }
  if (!top.events) {
    return reading.Fail(fmt::format("has no \"events\": {}", kAgain));
  }
  container.hints = std::move(top.hints);
  return ReadEvents(*top.events, container, reading);
}

bool ReadLines(std::string_view text, Container& container, Reading& reading) {
  JsonDocument document;
  size_t number = 0;
  while (!text.empty()) {
    const size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = Trim(text.substr(0, size));
    text.remove_prefix(size);
    ++number;
    if (line.empty()) continue;
    reading.LeaveEvents();
    const Result<Json> json = document.Parse(line, number);
    if (!json) return reading.Fail(json.error().message);
    if (HoldsHistory(*json)) return reading.Fail(kSeveral);
    Event& event = container.events.emplace_back();
    if (!ReadEvent(*json, number, event, reading)) return false;
  }
  return true;
}

// Any form, and what is wrong with it.
bool ReadWhole(std::string_view text, Container& container, Reading& reading) {
  if (IsBlank(text)) {
    return reading.Fail(fmt::format("is empty: {}", kAgain));
  }
  bool read = false;
  if (IsLines(text)) {
    read = ReadLines(text, container, reading);
  } else {
    JsonDocument document;
    const Result<Json> root = document.Parse(text);
    if (!root) return reading.Fail(root.error().message);
    read = ReadTop(*root, container, reading);
  }
  reading.LeaveEvents();
  if (!read) return false;
  if (!container.events.empty()) return true;
  return reading.Fail(fmt::format("holds no events: {}", kAgain));
}

}  // namespace

bool ReadContainer(std::string_view text, Container& container,
                   Reading& reading) {
  Reading in_pieces;
  in_pieces.name = reading.name;
  if (ReadPieces(text, container, in_pieces)) {
    reading = std::move(in_pieces);
    reading.LeaveEvents();
    return true;
  }
  container = {};
  return ReadWhole(text, container, reading);
}

}  // namespace lockstep::history
