// Looks for credentials in what is about to be stored: redaction may have been
// told to keep one (history-download 6.3).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "history_fetch/redact/redact_history.h"
#include "rpc/schema/schema.h"

namespace lockstep::fetch {

inline constexpr char kHighEntropy[] = "high-entropy";

// The kinds of credentials in a text, sorted, each once: "aws-access-key",
// "github-token", "google-api-key", "high-entropy", "json-web-token",
// "private-key", "slack-token", "stripe-key", "url-password"...
std::vector<std::string> SecretsIn(std::string_view text);

// A random-looking word: letters of both cases and digits in no order, like a
// key that has no known form.
bool LooksRandom(std::string_view word);

struct SecretFinding {
  HistoryPlace place;
  std::string kind;
  auto operator<=>(const SecretFinding&) const = default;
};

// In all texts, and in the data of payloads whatever their encoding.
std::vector<SecretFinding> ScanForSecrets(const rpc::Schema& schema,
                                          rpc::Message& history);

}  // namespace lockstep::fetch
