#include "history_fetch/redact/secret_scan.h"

#include <google/protobuf/message.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "history_fetch/redact/inner_payloads.h"
#include "history_fetch/redact/pseudonym.h"
#include "history_fetch/redact/text_fields.h"
#include "rpc/codec/payload.h"
#include "rpc/codec/payload_visitor.h"
#include "rpc/schema/fields.h"

namespace lockstep::fetch {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsAlnum(char c) { return IsDigit(c) || IsUpper(c) || IsLower(c); }
bool IsUpperOrDigit(char c) { return IsUpper(c) || IsDigit(c); }
bool IsUrlBase64(char c) { return IsAlnum(c) || c == '-' || c == '_'; }
bool IsBase64(char c) { return IsUrlBase64(c) || c == '+' || c == '/'; }

// Tokens that say what they are.
struct Token {
  const char* kind;
  std::string_view begin;
  bool (*goes_on)(char);
  size_t least;  // characters after `begin`
};

constexpr Token kTokens[] = {
    {"ai-api-key", "sk-ant-", IsUrlBase64, 20},
    {"ai-api-key", "sk-proj-", IsUrlBase64, 20},
    {"ai-api-key", "sk-", IsAlnum, 32},
    {"aws-access-key", "AKIA", IsUpperOrDigit, 16},
    {"aws-access-key", "ASIA", IsUpperOrDigit, 16},
    {"github-token", "ghp_", IsAlnum, 36},
    {"github-token", "gho_", IsAlnum, 36},
    {"github-token", "ghr_", IsAlnum, 36},
    {"github-token", "ghs_", IsAlnum, 36},
    {"github-token", "ghu_", IsAlnum, 36},
    {"github-token", "github_pat_", IsUrlBase64, 22},
    {"gitlab-token", "glpat-", IsUrlBase64, 20},
    {"google-api-key", "AIza", IsUrlBase64, 35},
    {"npm-token", "npm_", IsAlnum, 36},
    {"slack-token", "xoxa-", IsUrlBase64, 10},
    {"slack-token", "xoxb-", IsUrlBase64, 10},
    {"slack-token", "xoxp-", IsUrlBase64, 10},
    {"slack-token", "xoxr-", IsUrlBase64, 10},
    {"slack-token", "xoxs-", IsUrlBase64, 10},
    {"stripe-key", "rk_live_", IsAlnum, 10},
    {"stripe-key", "sk_live_", IsAlnum, 10},
};

size_t CountWhile(std::string_view text, bool (*fits)(char)) {
  size_t count = 0;
  while (count < text.size() && fits(text[count])) ++count;
  return count;
}

bool HasToken(std::string_view text, const Token& token) {
  for (size_t at = text.find(token.begin); at != text.npos;
       at = text.find(token.begin, at + 1)) {
    const bool own_word = at == 0 || !IsAlnum(text[at - 1]);
    const std::string_view rest = text.substr(at + token.begin.size());
    if (own_word && CountWhile(rest, token.goes_on) >= token.least) return true;
  }
  return false;
}

bool HasPrivateKey(std::string_view text) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  constexpr std::string_view kEnd = "PRIVATE KEY";
  for (size_t at = text.find(kBegin); at != text.npos;
       at = text.find(kBegin, at + 1)) {
    const std::string_view title = text.substr(at + kBegin.size(), 40);
    const size_t end = title.find("-----");
    if (title.substr(0, end).ends_with(kEnd)) return true;
  }
  return false;
}

// Three parts of base64 with dots between; the first two are JSON objects.
bool HasJsonWebToken(std::string_view text) {
  constexpr std::string_view kObject = "eyJ";  // base64 of {"
  constexpr size_t kLeast = 10;
  size_t word = 0;  // what comes after it in its word would be shorter still
  for (size_t at = text.find(kObject); at != text.npos;
       at = text.find(kObject, at + word)) {
    std::string_view rest = text.substr(at);
    word = CountWhile(rest, IsUrlBase64);
    size_t parts = 0;
    while (parts < 3) {
      const size_t size = CountWhile(rest, IsUrlBase64);
      if (size < kLeast || (parts < 2 && !rest.starts_with(kObject))) break;
      rest.remove_prefix(size);
      if (++parts < 3 && !rest.starts_with('.')) break;
      if (!rest.empty()) rest.remove_prefix(1);
    }
    if (parts == 3) return true;
  }
  return false;
}

// "scheme://user:password@host".
bool HasUrlPassword(std::string_view text) {
  constexpr std::string_view kScheme = "://";
  for (size_t at = text.find(kScheme); at != text.npos;
       at = text.find(kScheme, at + 1)) {
    std::string_view rest = text.substr(at + kScheme.size());
    rest = rest.substr(0, rest.find_first_of("/?# \t\r\n\"'"));
    const size_t host = rest.rfind('@');
    if (host == rest.npos) continue;
    const size_t password = rest.substr(0, host).find(':');
    if (password != rest.npos && password + 1 < host) return true;
  }
  return false;
}

double BitsPerCharacter(std::string_view word) {
  std::array<size_t, 256> counts = {};
  for (const char c : word) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const size_t count : counts) {
    if (count == 0) continue;
    const double share =
        static_cast<double>(count) / static_cast<double>(word.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

// Generated ids are in names of all kinds.
bool HasRandomPiece(std::string_view word) {
  constexpr size_t kUuid = 36;
  size_t begin = 0;  // of the piece at hand
  for (size_t i = 0; i + kUuid <= word.size(); ++i) {
    if (!IsUuid(word.substr(i, kUuid))) continue;
    if (LooksRandom(word.substr(begin, i - begin))) return true;
    begin = i + kUuid;
    i = begin - 1;
  }
  return LooksRandom(word.substr(begin));
}

bool HasRandomWord(std::string_view text) {
  while (!text.empty()) {
    const size_t size = CountWhile(text, IsBase64);
    if (HasRandomPiece(text.substr(0, size))) return true;
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return false;
}

int ClassOf(char c) { return IsUpper(c) ? 1 : IsLower(c) ? 2 : 3; }

// Texts that people and programs word. Others are names and ids, which look
// random often enough.
bool IsWorded(std::string_view field) {
  constexpr std::array<std::string_view, 8> kWorded = {
      "cause",        "fairness_key", "identity", "message",
      "nexus_header", "reason",       "source",   "stack_trace"};
  return std::find(kWorded.begin(), kWorded.end(), field) != kWorded.end();
}

struct Scan {
  explicit Scan(const rpc::Schema& of) : schema(of) {}

  const rpc::Schema& schema;
  int64_t event_id = 0;
  std::vector<SecretFinding> findings;

  void Event(rpc::Message& event) {
    event_id = rpc::GetInt(event, "event_id");
    VisitTexts(event, [this](TextField& text) {
      Text(text.value, text.path, IsWorded(text.field));
    });
    rpc::VisitPayloads(event, [this](rpc::PayloadPlace& place) {
      for (const rpc::Message* payload : place.payloads) {
        Payload(*payload, place.path);
      }
    });
  }

  void Payload(const rpc::Message& payload, const std::string& path) {
    const auto inner = ReadInnerPayloads(schema, payload);
    if (inner == nullptr) return Text(rpc::PayloadData(payload), path, true);
    for (const rpc::Message* item : rpc::GetRepeated(*inner, "payloads")) {
      Payload(*item, path);
    }
  }

  void Text(std::string_view text, const std::string& path, bool worded) {
    for (std::string& kind : SecretsIn(text)) {
      if (!worded && kind == kHighEntropy) continue;
      findings.push_back({{event_id, path}, std::move(kind)});
    }
  }
};

}  // namespace

bool LooksRandom(std::string_view word) {
  constexpr size_t kLeast = 24;
  if (word.size() < kLeast) return false;
  size_t upper = 0;
  size_t lower = 0;
  size_t digits = 0;
  size_t changes = 0;  // 0.65 a character in random words, 0.3 inCamelCase
  for (size_t i = 0; i < word.size(); ++i) {
    upper += IsUpper(word[i]) ? 1 : 0;
    lower += IsLower(word[i]) ? 1 : 0;
    digits += IsDigit(word[i]) ? 1 : 0;
    changes += i > 0 && ClassOf(word[i]) != ClassOf(word[i - 1]) ? 1 : 0;
  }
  return upper >= 4 && lower >= 4 && digits >= 2 &&
         changes * 5 >= word.size() * 2 && BitsPerCharacter(word) >= 3.8;
}

std::vector<std::string> SecretsIn(std::string_view text) {
  std::set<std::string> kinds;
  for (const Token& token : kTokens) {
    if (HasToken(text, token)) kinds.insert(token.kind);
  }
  if (HasJsonWebToken(text)) kinds.insert("json-web-token");
  if (HasPrivateKey(text)) kinds.insert("private-key");
  if (HasUrlPassword(text)) kinds.insert("url-password");
  // What has a name needs no guess.
  if (kinds.empty() && HasRandomWord(text)) kinds.insert(kHighEntropy);
  return {kinds.begin(), kinds.end()};
}

std::vector<SecretFinding> ScanForSecrets(const rpc::Schema& schema,
                                          rpc::Message& history) {
  Scan scan(schema);
  for (const rpc::Message* event : rpc::GetRepeated(history, "events")) {
    // What it visits might be changed; the scan does not.
    scan.Event(const_cast<rpc::Message&>(*event));
  }
  return std::move(scan.findings);
}

}  // namespace lockstep::fetch
