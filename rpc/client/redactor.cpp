#include "rpc/client/redactor.h"

#include <fmt/format.h>
#include <strings.h>

#include <algorithm>
#include <charconv>

#include "rpc/client/base64.h"

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

// Of the Authorization header: no secret, and a word of many sentences.
bool IsScheme(const std::string& part) {
  return strcasecmp(part.c_str(), "bearer") == 0 ||
         strcasecmp(part.c_str(), "basic") == 0;
}

// "p%40ss" is "p@ss"; what is no escape stays.
std::string PercentDecoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const char* digits = text.data() + i + 1;
    uint8_t byte = 0;
    if (text[i] == '%' && text.size() - i > 2 &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace

Redactor::Redactor(const ClientConfig& config,
                   const Secret& proxy_credentials) {
  AddProxy(proxy_credentials.Reveal());
  AddHeader(config.api_key.value);
  AddHeader(config.codec_auth.value);
  Add(config.tls_client_key.value.data.Reveal());
  Add(config.tls_client_cert.value.data.Reveal());
  Add(config.tls_server_ca.value.data.Reveal());
  for (const auto& [name, value] : config.grpc_meta) AddHeader(value.value);
  for (const auto& [name, value] : config.codec_headers) AddHeader(value.value);
  // "Bearer KEY" before "KEY", so that nothing of it is left.
  std::sort(secrets_.begin(), secrets_.end(),
            [](const std::string& a, const std::string& b) {
              return a.size() != b.size() ? a.size() > b.size() : a < b;
            });
}

void Redactor::Add(const std::string& secret) {
  if (!secret.empty()) secrets_.push_back(secret);
}

void Redactor::AddHeader(const Secret& value) {
  Add(value.Reveal());
  for (const std::string& part : PartsOf(value)) {
    if (!IsScheme(part)) Add(part);
  }
}

// Proxies see them as Base64, and what they log and answer is any part of it.
void Redactor::AddProxy(const std::string& credentials) {
  for (const std::string& form : {credentials, PercentDecoded(credentials)}) {
    Add(form);
    const size_t colon = form.find(':');
    if (colon != form.npos) Add(form.substr(colon + 1));
    std::string coded = Base64(form);
    coded.resize(coded.find_last_not_of('=') + 1);  // some leave it out
    Add(coded);
  }
}

std::string Redactor::Clean(std::string_view text) const {
  std::string clean(text);
  for (const std::string& secret : secrets_) Hide(secret, clean);
  return OnOneLine(clean);
}

}  // namespace lockstep::rpc
