#include "history/payloads_message.h"

#include <simdjson.h>

#include <string_view>

#include "base/json_scalars.h"

namespace lockstep::history {
namespace {

// Reads protobuf's wire format: numbers, and fields that are bytes.
class Wire {
 public:
  explicit Wire(std::string_view bytes) : bytes_(bytes) {}

  bool AtEnd() const { return bytes_.empty(); }

  // The next field, if it is one of bytes: all those of these messages are.
  struct Field {
    uint64_t number = 0;
    std::string_view bytes;
  };
  std::optional<Field> Next() {
    constexpr uint64_t kBytes = 2;
    const auto key = Number();
    if (!key || (*key & 7) != kBytes) return std::nullopt;
    const auto size = Number();
    if (!size || *size > bytes_.size()) return std::nullopt;
    const Field field{*key >> 3, bytes_.substr(0, *size)};
    bytes_.remove_prefix(*size);
    return field;
  }

 private:
  std::optional<uint64_t> Number() {
    uint64_t number = 0;
    for (int shift = 0; shift < 64 && !bytes_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      number |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if ((byte & 0x80) == 0) return number;
    }
    return std::nullopt;
  }

  std::string_view bytes_;
};

bool ReadMetadata(std::string_view bytes, Payload& payload) {
  std::string key;
  std::string value;
  for (Wire wire(bytes); !wire.AtEnd();) {
    const auto field = wire.Next();
    if (!field) return false;
    if (field->number == 1) key = field->bytes;
    if (field->number == 2) value = field->bytes;
  }
  payload.metadata[key] = value;
  return true;
}

std::optional<Payload> ReadPayload(std::string_view bytes) {
  Payload payload;
  for (Wire wire(bytes); !wire.AtEnd();) {
    const auto field = wire.Next();
    if (!field) return std::nullopt;
    if (field->number == 1 && !ReadMetadata(field->bytes, payload)) {
      return std::nullopt;
    }
    if (field->number == 2) payload.data = field->bytes;
  }
  return payload;
}

std::optional<Payloads> FromBinary(std::string_view bytes) {
  Payloads payloads;
  for (Wire wire(bytes); !wire.AtEnd();) {
    const auto field = wire.Next();
    if (!field || field->number != 1) return std::nullopt;
    auto payload = ReadPayload(field->bytes);
    if (!payload) return std::nullopt;
    payloads.push_back(*std::move(payload));
  }
  return payloads;
}

using simdjson::dom::element;

std::optional<std::string> Base64(element json) {
  std::string_view text;
  if (json.get(text) != simdjson::SUCCESS) return std::nullopt;
  return DecodeBase64(text);
}

std::optional<Payload> FromJson(element json) {
  Payload payload;
  element data;
  if (json["data"].get(data) == simdjson::SUCCESS) {
    auto bytes = Base64(data);
    if (!bytes) return std::nullopt;
    payload.data = *std::move(bytes);
  }
  simdjson::dom::object metadata;
  if (json["metadata"].get(metadata) != simdjson::SUCCESS) return payload;
  for (const auto& [key, value] : metadata) {
    auto bytes = Base64(value);
    if (!bytes) return std::nullopt;
    payload.metadata[std::string(key)] = *std::move(bytes);
  }
  return payload;
}

std::optional<Payloads> FromJson(const std::string& text) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(simdjson::padded_string(text)).get(root) !=
          simdjson::SUCCESS ||
      !root.is_object()) {
    return std::nullopt;
  }
  Payloads payloads;
  simdjson::dom::array items;
  if (root["payloads"].get(items) != simdjson::SUCCESS) return payloads;
  for (const element item : items) {
    auto payload = FromJson(item);
    if (!payload) return std::nullopt;
    payloads.push_back(*std::move(payload));
  }
  return payloads;
}

}  // namespace

std::optional<Payloads> ReadPayloadsMessage(const Payload& payload) {
  const auto encoding = payload.metadata.find("encoding");
  if (encoding == payload.metadata.end()) return std::nullopt;
  if (encoding->second == "binary/protobuf") return FromBinary(payload.data);
  if (encoding->second == "json/protobuf") return FromJson(payload.data);
  return std::nullopt;
}

}  // namespace lockstep::history
