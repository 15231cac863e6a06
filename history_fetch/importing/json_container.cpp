#include "history_fetch/importing/json_container.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/json_scalars.h"
#include "history/json_document.h"
#include "history_fetch/importing/event_list.h"
#include "history_fetch/importing/read_histories.h"
#include "history_fetch/terminal.h"
#include "rpc/schema/json_value_reader.h"

namespace lockstep::fetch {
namespace {

using history::Json;
using simdjson::SUCCESS;

std::optional<Json> Find(Json json, std::string_view key) {
  Json value;
  if (json.at_key(key).get(value) != SUCCESS || value.is_null()) {
    return std::nullopt;
  }
  return value;
}

std::optional<Json> FindList(Json json, std::string_view key) {
  const auto value = Find(json, key);
  return value && value->is_array() ? value : std::nullopt;
}

std::string TextAt(Json json, std::string_view key) {
  std::string_view text;
  const auto value = Find(json, key);
  return value && value->get(text) == SUCCESS ? std::string(text) : "";
}

// What an inner object says wins over what stands around it.
void TakeHints(Json json, history::Hints& hints) {
  const auto take = [&](std::string& hint, std::string_view key) {
    const std::string text = TextAt(json, key);
    if (!text.empty()) hint = text;
  };
  take(hints.workflow_id, "workflowId");
  take(hints.run_id, "runId");
  take(hints.workflow_namespace, "namespace");
}

std::string Remedy(rpc::ReadFault::Kind kind) {
  switch (kind) {
    case rpc::ReadFault::Kind::kWrong:
      break;
    case rpc::ReadFault::Kind::kShorthand:
      return "payloads in shorthand, as the HTTP API and commands that are not "
             "`workflow show` write them, have lost digits: fetch it again "
             "with `lockstep-fetch get`, or over HTTP with ?noPayloadShorthand";
    case rpc::ReadFault::Kind::kReadable:
      return "a \"readable\" export of the Web UI has lost the bytes of its "
             "payloads: download it again as \"encoded\" or \"decoded\", or "
             "with `temporal workflow show -o json`";
  }
  return kDownloadAgain;
}

std::string KeysOf(Json json) {
  std::string keys;
  simdjson::dom::object object;
  if (json.get(object) != SUCCESS) return keys;
  for (const auto& [key, value] : object) {
    if (!keys.empty()) keys += ", ";
    keys += '"' + Printable(key, 40) + '"';
    if (keys.size() > 120) return keys + "...";
  }
  return keys.empty() ? "nothing" : keys;
}

constexpr char kRunList[] =
    "is what `temporal workflow list` writes and has no events: fetch the "
    "runs with `lockstep-fetch sync`, or each with `temporal workflow show -o "
    "json`";

// An item of such a list, or the server's answer with all of them.
bool IsOfRunList(Json json) {
  return FindList(json, "executions") ||
         (Find(json, "execution") && Find(json, "type"));
}

// The text of the type of the event that was read last, if it was left out.
std::optional<std::string> UnknownType(Json event, const std::string& path,
                                       const std::vector<std::string>& dropped,
                                       size_t before) {
  for (size_t i = before; i < dropped.size(); ++i) {
    for (const char* key : {"eventType", "event_type"}) {
      if (dropped[i] == path + "." + key) return TextAt(event, key);
    }
  }
  return std::nullopt;
}

}  // namespace

bool IsEvent(Json json) {
  return json.is_object() && !FindList(json, "events") &&
         (Find(json, "eventId") || Find(json, "event_id") ||
          Find(json, "eventType") || Find(json, "event_type"));
}

void ContainerReader::Read(Json json, const std::string& place,
                           history::Hints hints) {
  std::string_view text;
  if (json.get(text) == SUCCESS) return ReadText(text, place, hints);
  if (json.is_array()) return ReadList(json, place, hints);
  if (!json.is_object()) {
    return RefuseOther(
        place, fmt::format("is no history but {}: {}", history::Shown(json),
                           kDownloadAgain));
  }
  TakeHints(json, hints);
  if (!TextAt(json, "nextPageToken").empty()) {
    return Refuse(place,
                  "is one page of a longer history (it has a nextPageToken): "
                  "fetch all of it with `lockstep-fetch get`");
  }
  if (const auto events = FindList(json, "events")) {
    return ReadEvents(*events, Form::kEvents, place, hints);
  }
  if (const auto history = Find(json, "history")) {
    if (ReadHistory(*history, place, hints)) return;
  }
  if (const auto blobs = FindList(json, "rawHistory")) {
    return ReadBlobs(*blobs, place, hints);
  }
  if (const auto items = FindList(json, "items")) {
    return ReadList(*items, place, hints);
  }
  if (IsEvent(json)) {
    return Refuse(place, fmt::format("is a single event: {}", kDownloadAgain));
  }
  if (IsOfRunList(json)) {
    return take_(tl::unexpected(
        Unreadable{place, kRunList, Unreadable::Kind::kRunList}));
  }
  RefuseOther(place,
              fmt::format("is no history: it has no \"events\", only {}: {}",
                          KeysOf(json), kDownloadAgain));
}

// JSON inside a JSON string: some scripts encode what is encoded.
void ContainerReader::ReadText(std::string_view text, const std::string& place,
                               const history::Hints& hints) {
  history::JsonDocument document;
  const Result<Json> inner = document.Parse(text);
  if (!inner || !(inner->is_object() || inner->is_array())) {
    return RefuseOther(place, fmt::format("is a JSON text and no history: {}",
                                          kDownloadAgain));
  }
  Read(*inner, place, hints);
}

bool ContainerReader::ReadHistory(Json json, const std::string& place,
                                  history::Hints hints) {
  if (json.is_array()) {
    ReadEvents(json, Form::kHistory, place, hints);
    return true;
  }
  if (!json.is_object()) return false;
  TakeHints(json, hints);
  const auto events = FindList(json, "events");
  if (!events) return false;
  ReadEvents(*events, Form::kHistory, place, hints);
  return true;
}

void ContainerReader::ReadList(Json list, const std::string& place,
                               const history::Hints& hints) {
  const simdjson::dom::array items = list.get_array().value_unsafe();
  if (items.size() == 0 || IsEvent(items.at(0).value_unsafe())) {
    return ReadEvents(list, Form::kList, place, hints);
  }
  int64_t number = 0;
  for (const Json item : items) {
    const std::string at = fmt::format("history {}", ++number);
    Read(item, place.empty() ? at : place + ", " + at, hints);
  }
}

void ContainerReader::ReadEvents(Json list, Form form, const std::string& place,
                                 const history::Hints& hints) {
  FoundHistory found = Begin(form, place, hints);
  // A value of its own: the result that get_array() gives ends with the line.
  const simdjson::dom::array events = list.get_array().value_unsafe();
  for (const Json event : events) {
    const Result<void> read = AddTo(found, event);
    if (!read) return Refuse(place, read.error().message);
  }
  take_(std::move(found));
}

// temporal.api.common.v1.DataBlob each.
void ContainerReader::ReadBlobs(Json list, const std::string& place,
                                const history::Hints& hints) {
  FoundHistory found = Begin(Form::kRaw, place, hints);
  const simdjson::dom::array blobs = list.get_array().value_unsafe();
  for (const Json blob : blobs) {
    const auto bytes = DecodeBase64(TextAt(blob, "data"));
    const Result<void> added =
        bytes ? AddBlob(*bytes, *found.history)
              : lockstep::Fail(fmt::format("a raw piece is not base64: {}",
                                           kDownloadAgain));
    if (!added) return Refuse(place, added.error().message);
  }
  take_(std::move(found));
}

Result<void> ContainerReader::AddTo(FoundHistory& found, Json event) {
  const int index = EventCount(*found.history);
  const std::string path = fmt::format("events[{}]", index);
  const size_t before = found.dropped.size();
  const auto read =
      values_.Read(event, path, AddEvent(*found.history), found.dropped);
  if (!read) {
    return lockstep::Fail(fmt::format("{}: {}",
                                      Printable(read.error().message, 400),
                                      Remedy(read.error().kind)));
  }
  // Without its type an event says nothing, and the rest may hang on it.
  if (const auto type = UnknownType(event, path, found.dropped, before)) {
    return lockstep::Fail(fmt::format(
        "{}: these API definitions have no event type \"{}\": name newer ones "
        "with --descriptors",
        path, Printable(*type)));
  }
  return {};
}

FoundHistory ContainerReader::Begin(Form form, const std::string& place,
                                    const history::Hints& hints) const {
  FoundHistory found;
  found.place = place;
  found.form = form;
  found.hints = hints;
  found.history = schema_.New(rpc::kHistoryMessage);
  return found;
}

void ContainerReader::RefuseOther(const std::string& place,
                                  std::string problem) {
  take_(tl::unexpected(
      Unreadable{place, std::move(problem), Unreadable::Kind::kNoEvents}));
}

void ContainerReader::Refuse(const std::string& place, std::string problem) {
  take_(tl::unexpected(Unreadable{place, std::move(problem)}));
}

}  // namespace lockstep::fetch
