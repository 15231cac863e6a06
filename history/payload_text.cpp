#include "history/payload_text.h"

#include <fmt/format.h>
#include <simdjson.h>

namespace lockstep::history {
namespace {

constexpr size_t kPayloadCharacters = 60;
constexpr size_t kMessageCharacters = 120;

std::string_view Metadata(const Payload& payload, const std::string& key) {
  const auto entry = payload.metadata.find(key);
  return entry == payload.metadata.end() ? std::string_view()
                                         : std::string_view(entry->second);
}

bool IsText(std::string_view bytes) {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

std::string_view KindText(Failure::Kind kind) {
  switch (kind) {
    case Failure::Kind::kNone:
      return "failure";
    case Failure::Kind::kApplication:
      return "application error";
    case Failure::Kind::kTimeout:
      return "timeout";
    case Failure::Kind::kCanceled:
      return "canceled";
    case Failure::Kind::kTerminated:
      return "terminated";
    case Failure::Kind::kServer:
      return "server error";
    case Failure::Kind::kResetWorkflow:
      return "reset";
    case Failure::Kind::kActivity:
      return "activity error";
    case Failure::Kind::kChildWorkflow:
      return "child workflow error";
    case Failure::Kind::kNexusOperation:
      return "nexus operation error";
    case Failure::Kind::kNexusHandler:
      return "nexus handler error";
  }
  return "failure";
}

std::string OneFailure(const Failure& failure) {
  std::string text(KindText(failure.kind));
  if (!failure.type.empty()) text += " " + failure.type;
  if (!failure.timeout_type.empty()) {
    text += " " + EnumText(failure.timeout_type, "TIMEOUT_TYPE_");
  }
  if (!failure.message.empty()) {
    text += ": " + Shorten(failure.message, kMessageCharacters);
  }
  if (!failure.details.empty()) {
    text += " (" + PayloadText(failure.details) + ")";
  }
  return text;
}

}  // namespace

std::string Shorten(std::string_view text, size_t size) {
  std::string line;
  size_t characters = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (begins && characters++ == size) return line + "...";
    line += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  }
  return line;
}

std::string PayloadText(const Payload& payload) {
  const std::string_view encoding = Metadata(payload, "encoding");
  if (encoding == "binary/null") return "null";
  const bool json = encoding == "json/plain" || encoding == "json/protobuf";
  if (json && IsText(payload.data)) {
    return Shorten(payload.data, kPayloadCharacters);
  }
  return fmt::format(
      "<{} bytes {}>", payload.data.size(),
      encoding.empty() || !IsText(encoding) ? "without encoding" : encoding);
}

std::string PayloadText(const Payloads& payloads) {
  std::string text;
  for (const Payload& payload : payloads) {
    if (!text.empty()) text += ", ";
    text += PayloadText(payload);
  }
  return text;
}

std::string PayloadText(const PayloadMap& entries) {
  std::string text;
  for (const auto& [name, payload] : entries) {
    if (!text.empty()) text += ", ";
    text += name + " = " + PayloadText(payload);
  }
  return text;
}

std::string FailureText(const Failure& failure) {
  std::string text = OneFailure(failure);
  const Failure* at = &failure;
  while (!at->cause.empty()) {
    at = &at->cause.front();
    text += ", caused by " + OneFailure(*at);
  }
  return text;
}

std::string EnumText(std::string_view value, std::string_view prefix) {
  if (value.starts_with(prefix)) value.remove_prefix(prefix.size());
  std::string text;
  for (const char c : value) {
    if (c == '_') {
      text += ' ';
    } else {
      text += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    }
  }
  return text;
}

}  // namespace lockstep::history
