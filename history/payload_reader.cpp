#include "history/payload_reader.h"

#include <optional>

#include "base/json_scalars.h"
#include "history/fields.h"

namespace lockstep::history {
namespace {

using simdjson::SUCCESS;

constexpr std::string_view kMessageType = "_protoMessageType";

// A payload's object may be the protocol's even without an encoding.
enum class Around { kPayloads, kOther };

std::optional<Json> Find(simdjson::dom::object object, std::string_view key) {
  Json value;
  if (object.at_key(key).get(value) != SUCCESS) return std::nullopt;
  return value;
}

bool HasOnlyProtocolKeys(simdjson::dom::object object) {
  for (const auto& [key, value] : object) {
    if (key != "metadata" && key != "data" && key != "externalPayloads" &&
        key != "external_payloads") {
      return false;
    }
  }
  return true;
}

bool IsProtocolShape(simdjson::dom::object object, Around around) {
  if (!HasOnlyProtocolKeys(object)) return false;
  if (around == Around::kPayloads || object.size() == 0) return true;
  const auto metadata = Find(object, "metadata");
  simdjson::dom::object entries;
  return metadata && metadata->get(entries) == SUCCESS &&
         Find(entries, "encoding").has_value();
}

// "json/plain" is base64 too, by chance; no encoding is called what it decodes
// to.
bool IsReadableEncoding(std::string_view text) {
  return text.starts_with("json/") || text.starts_with("binary/");
}

bool ReadBytes(Json json, std::string& value, Reading& reading) {
  std::string_view text;
  if (json.get(text) != SUCCESS) return reading.FailReadable();
  auto bytes = DecodeBase64(text);
  if (!bytes) return reading.FailReadable();
  value = std::move(*bytes);
  return true;
}

bool ReadMetadata(Json json, Payload& value, Reading& reading) {
  simdjson::dom::object entries;
  if (json.get(entries) != SUCCESS) return reading.NotA("an object", json);
  for (const auto& [key, entry] : entries) {
    const Reading::Step step(reading, key);
    std::string_view text;
    if (key.starts_with("encoding") && entry.get(text) == SUCCESS &&
        IsReadableEncoding(text)) {
      return reading.FailReadable();
    }
    std::string& bytes = value.metadata[key];
    if (!ReadBytes(entry, bytes, reading)) return false;
  }
  return true;
}

bool ReadData(Json json, Payload& value, Reading& reading) {
  return ReadBytes(json, value.data, reading);
}

constexpr Field<Payload> kPayload[] = {
    {"metadata",
     [](Payload& value, Json json, Reading& reading) {
       return ReadMetadata(json, value, reading);
     }},
    {"data", [](Payload& value, Json json,
                Reading& reading) { return ReadData(json, value, reading); }},
};

// Text that passes for base64 by accident does not decode to JSON.
void NoteSuspect(const Payload& payload, Reading& reading) {
  if (!reading.suspect_payload.empty() || payload.data.empty()) return;
  const auto encoding = payload.metadata.find("encoding");
  if (encoding == payload.metadata.end()) return;
  if (encoding->second != "json/plain") return;
  constexpr std::string_view kStarts = "{[\"tfn-0123456789 \t\r\n";
  if (kStarts.find(payload.data[0]) != kStarts.npos) return;
  reading.suspect_payload = reading.Place();
}

void Restore(Json json, Payload& value, Reading& reading) {
  reading.decoded = true;
  std::string& encoding = value.metadata["encoding"];
  if (json.is_null()) {
    encoding = "binary/null";
    return;
  }
  std::string_view message_type;
  simdjson::dom::object object;
  if (json.get(object) == SUCCESS &&
      object.at_key(kMessageType).get(message_type) == SUCCESS) {
    encoding = "json/protobuf";
    value.metadata["messageType"] = message_type;
    AppendJson(json, value.data, kMessageType);
    return;
  }
  encoding = "json/plain";
  AppendJson(json, value.data);
}

bool ReadPayload(Json json, Around around, Payload& value, Reading& reading) {
  simdjson::dom::object object;
  if (json.get(object) != SUCCESS || !IsProtocolShape(object, around)) {
    Restore(json, value, reading);
    return true;
  }
  if (!ReadFields<Payload>(json, kPayload, value, reading)) return false;
  NoteSuspect(value, reading);
  return true;
}

bool ReadList(Json json, Around around, Payloads& value, Reading& reading) {
  simdjson::dom::array items;
  if (json.get(items) != SUCCESS) return reading.NotA("a list", json);
  size_t index = 0;
  for (const Json item : items) {
    const Reading::Step step(reading, index++);
    if (!ReadPayload(item, around, value.emplace_back(), reading)) return false;
  }
  return true;
}

constexpr Field<Payloads> kPayloads[] = {
    {"payloads",
     [](Payloads& value, Json json, Reading& reading) {
       return ReadList(json, Around::kPayloads, value, reading);
     }},
};

bool ReadMap(PayloadMap& value, Json json, Reading& reading) {
  simdjson::dom::object entries;
  if (json.get(entries) != SUCCESS) return reading.NotA("an object", json);
  for (const auto& [key, entry] : entries) {
    const Reading::Step step(reading, key);
    Payload& payload = value[key];
    if (!ReadPayload(entry, Around::kOther, payload, reading)) return false;
  }
  return true;
}

constexpr Field<PayloadMap> kPayloadMap[] = {
    {"fields", ReadMap},
    {"indexedFields", ReadMap},
};

}  // namespace

bool Read(Json json, Payload& value, Reading& reading) {
  return ReadPayload(json, Around::kOther, value, reading);
}

bool Read(Json json, Payloads& value, Reading& reading) {
  if (json.is_array()) return ReadList(json, Around::kOther, value, reading);
  return ReadFields<Payloads>(json, kPayloads, value, reading);
}

bool Read(Json json, PayloadMap& value, Reading& reading) {
  return ReadFields<PayloadMap>(json, kPayloadMap, value, reading);
}

bool Read(Json json, SortedMap<Payloads>& value, Reading& reading) {
  simdjson::dom::object entries;
  if (json.get(entries) != SUCCESS) return reading.NotA("an object", json);
  for (const auto& [key, entry] : entries) {
    const Reading::Step step(reading, key);
    Payloads& payloads = value[key];
    if (entry.is_null()) continue;
    if (!Read(entry, payloads, reading)) return false;
  }
  return true;
}

}  // namespace lockstep::history
