#include "history/json_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstddef>

namespace lockstep::history {
namespace {

constexpr size_t kShownBytes = 40;

template <class Number>
void AppendNumber(Number number, std::string& out) {
  std::array<char, 32> text;
  const auto result =
      std::to_chars(text.data(), text.data() + text.size(), number);
  out.append(text.data(), result.ptr);
}

void AppendScalar(Json json, std::string& out) {
  switch (json.type()) {
    case simdjson::dom::element_type::STRING:
      return AppendJsonString(json.get_string().value_unsafe(), out);
    case simdjson::dom::element_type::INT64:
      return AppendNumber(json.get_int64().value_unsafe(), out);
    case simdjson::dom::element_type::UINT64:
      return AppendNumber(json.get_uint64().value_unsafe(), out);
    case simdjson::dom::element_type::DOUBLE:
      return AppendNumber(json.get_double().value_unsafe(), out);
    case simdjson::dom::element_type::BOOL:
      out += json.get_bool().value_unsafe() ? "true" : "false";
      return;
    default:
      out += "null";
  }
}

// The longest front of `text` that is not over `size` and cuts no character.
std::string_view Front(std::string_view text, size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (text[size] & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void AppendJson(Json json, std::string& out, std::string_view without_key) {
  std::string_view separator;
  if (json.is_array()) {
    out += '[';
    const simdjson::dom::array items = json.get_array().value_unsafe();
    for (const Json item : items) {
      out += separator;
      AppendJson(item, out);
      separator = ",";
    }
    out += ']';
  } else if (json.is_object()) {
    out += '{';
    const simdjson::dom::object object = json.get_object().value_unsafe();
    for (const auto& [key, value] : object) {
      if (!without_key.empty() && key == without_key) continue;
      out += separator;
      AppendJsonString(key, out);
      out += ':';
      AppendJson(value, out);
      separator = ",";
    }
    out += '}';
  } else {
    AppendScalar(json, out);
  }
}

std::string Shown(Json json) {
  if (json.is_object()) return "{...}";
  if (json.is_array()) return "[...]";
  std::string text;
  std::string_view string;
  if (json.get(string) != simdjson::SUCCESS) {
    AppendScalar(json, text);
    return text;
  }
  const std::string_view front = Front(string, kShownBytes);
  AppendJsonString(front, text);
  if (front.size() < string.size()) text += "...";
  return text;
}

}  // namespace lockstep::history
