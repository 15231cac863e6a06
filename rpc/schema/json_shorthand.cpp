// Payloads as the temporal CLI shows them: as the JSON that they hold
// (MaybeMarshalProtoJSON of go.temporal.io/api/common/v1).
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "rpc/schema/fields.h"
#include "rpc/schema/json_message_writer.h"
#include "rpc/schema/json_scalars.h"

namespace lockstep::rpc {
namespace {

// Sorted by key, the last of equal ones: as Go's maps are written.
using Json = nlohmann::json;

// Values are written by recursion.
constexpr int kDeepest = 1000;

std::optional<Json> ParseValue(const std::string& text) {
  bool too_deep = false;
  const auto watch = [&](int depth, Json::parse_event_t, const Json&) {
    too_deep = too_deep || depth > kDeepest;
    return true;
  };
  Json value = Json::parse(text, watch, /*allow_exceptions=*/false);
  if (value.is_discarded() || too_deep) return std::nullopt;
  return value;
}

// The payload of nothing keeps its form: a member that is null would be none.
Json NullPayload() {
  return {{"metadata", {{"encoding", "YmluYXJ5L251bGw="}}}};
}

// Nothing: the payload has no short form.
std::optional<Json> ValueOf(const Message& payload) {
  std::map<std::string, std::string> metadata;
  for (const Message* entry : GetRepeated(payload, "metadata")) {
    metadata[GetString(*entry, "key")] = GetString(*entry, "value");
  }
  const auto word = [&](const char* key) {
    const auto found = metadata.find(key);
    return found == metadata.end() ? "" : found->second;
  };
  const std::string encoding = word("encoding");
  if (encoding == "binary/null") return NullPayload();
  if (encoding == "json/plain" && metadata.size() == 1) {
    std::optional<Json> value = ParseValue(GetString(payload, "data"));
    return value && value->is_null() ? NullPayload() : std::move(value);
  }
  const std::string type = word("messageType");
  if (encoding != "json/protobuf" || metadata.size() != 2 || type.empty()) {
    return std::nullopt;
  }
  std::optional<Json> value = ParseValue(GetString(payload, "data"));
  if (!value || !value->is_object()) return std::nullopt;
  (*value)["_protoMessageType"] = type;
  return value;
}

}  // namespace

bool JsonMessageWriter::WriteShorthand(const MessagePlan& plan,
                                       const Message& message, int depth) {
  if (plan.payload == MessagePlan::Payload::kNone) return false;
  if (plan.payload == MessagePlan::Payload::kOne) {
    const std::optional<Json> value = ValueOf(message);
    if (value) WriteJson(*value, depth);
    return value.has_value();
  }
  std::vector<Json> values;
  for (const Message* payload : GetRepeated(message, "payloads")) {
    std::optional<Json> value = ValueOf(*payload);
    if (!value) return false;
    values.push_back(*std::move(value));
  }
  out_ += '[';
  for (size_t i = 0; i < values.size(); ++i) {
    BeginItem(i == 0, depth + 1);
    WriteJson(values[i], depth + 1);
  }
  End(']', values.empty(), depth);
  return true;
}

void JsonMessageWriter::WriteJson(const Json& value, int depth) {
  if (value.is_object()) {
    WriteJsonObject(value, depth);
  } else if (value.is_array() && !value.empty()) {
    WriteJsonList(value, depth);
  } else if (value.is_string()) {
    AppendJsonText(value.get_ref<const std::string&>(), out_);
  } else if (value.is_boolean()) {
    out_ += value.get<bool>() ? "true" : "false";
  } else if (value.is_number()) {
    AppendDouble(value.get<double>(), out_);  // Go has no other numbers here
  } else {
    out_ += "null";  // also for empty lists
  }
}

void JsonMessageWriter::WriteJsonObject(const Json& object, int depth) {
  out_ += '{';
  bool first = true;
  for (const auto& [key, value] : object.items()) {
    BeginItem(first, depth + 1);
    first = false;
    AppendJsonText(key, out_);
    out_ += pretty_ ? ": " : ":";
    WriteJson(value, depth + 1);
  }
  End('}', first, depth);
}

void JsonMessageWriter::WriteJsonList(const Json& list, int depth) {
  out_ += '[';
  bool first = true;
  for (const Json& item : list) {
    BeginItem(first, depth + 1);
    first = false;
    WriteJson(item, depth + 1);
  }
  End(']', first, depth);
}

}  // namespace lockstep::rpc
