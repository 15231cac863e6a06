#include "rpc/client/redactor.h"

#include <fmt/format.h>

#include <algorithm>

namespace lockstep::rpc {
namespace {

constexpr size_t kLongest = 400;
// Shorter ones are replaced only where they stand alone: "1" is no secret, and
// a message without its digits is no message.
constexpr size_t kAnywhere = 4;

bool IsWordCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

bool StandsAlone(const std::string& text, size_t at, size_t size) {
  return (at == 0 || !IsWordCharacter(text[at - 1])) &&
         (at + size >= text.size() || !IsWordCharacter(text[at + size]));
}

void Hide(const std::string& secret, std::string& text) {
  static constexpr std::string_view kMask = "***";
  for (size_t at = text.find(secret); at != std::string::npos;) {
    if (secret.size() < kAnywhere && !StandsAlone(text, at, secret.size())) {
      at = text.find(secret, at + 1);
      continue;
    }
    text.replace(at, secret.size(), kMask);
    at = text.find(secret, at + kMask.size());
  }
}

std::string OnOneLine(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    // Not in the middle of a character.
    if ((byte & 0xC0) != 0x80 && shown.size() >= kLongest) {
      return shown + "...";
    }
    if (byte == '\n' || byte == '\r' || byte == '\t') {
      shown += ' ';
    } else if (byte < 0x20 || byte == 0x7f) {
      shown += fmt::format("\\x{:02x}", byte);
    } else {
      shown += c;
    }
  }
  return shown;
}

}  // namespace

Redactor::Redactor(const ClientConfig& config,
                   const Secret& proxy_credentials) {
  const auto add = [this](const Secret& secret) {
    if (!secret.empty()) secrets_.push_back(secret.Reveal());
  };
  add(proxy_credentials);
  add(config.api_key.value);
  add(config.codec_auth.value);
  add(config.tls_client_key.value.data);
  add(config.tls_client_cert.value.data);
  add(config.tls_server_ca.value.data);
  for (const auto& [name, value] : config.grpc_meta) add(value.value);
  for (const auto& [name, value] : config.codec_headers) add(value.value);
  // "Bearer KEY" before "KEY", so that nothing of it is left.
  std::sort(secrets_.begin(), secrets_.end(),
            [](const std::string& a, const std::string& b) {
              return a.size() != b.size() ? a.size() > b.size() : a < b;
            });
}

std::string Redactor::Clean(std::string_view text) const {
  std::string clean(text);
  for (const std::string& secret : secrets_) Hide(secret, clean);
  return OnOneLine(clean);
}

}  // namespace lockstep::rpc
