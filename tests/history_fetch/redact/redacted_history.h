// One history redacted, and what became of it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "history_fetch/redact/redact_history.h"
#include "rpc/codec/payload.h"
#include "rpc/codec/payload_visitor.h"
#include "rpc/schema/fields.h"
#include "rpc/schema/json_writer.h"
#include "tests/history_fetch/redact/history_builder.h"

namespace lockstep::fetch {

using rpc::Message;

inline constexpr char kKey[] = "0123456789abcdef";

inline const Pseudonyms& Ours() {
  static const Pseudonyms kOurs{rpc::Secret(kKey), Sizes::kClass};
  return kOurs;
}

inline std::string Token(const std::string& text) { return Ours().Text(text); }
// As a JSON text.
inline std::string Quoted(const std::string& text) {
  return "\"" + text + "\"";
}

// A history and what became of it.
struct Redacted {
  std::unique_ptr<Message> history;
  Redaction redaction;
  std::string json;
};

inline Redacted Redact(std::vector<Json> events, const std::string& policy = "",
                       Identities identities = Identities::kScrub) {
  const Result<Policy> parsed = ParsePolicy("version = 1\n" + policy, "p");
  EXPECT_TRUE(parsed.has_value())
      << (parsed ? std::string() : parsed.error().message);
  Redacted redacted{HistoryOf(std::move(events)), {}, ""};
  if (!parsed) return redacted;
  RedactionContext context{&*parsed, &Ours(), &TestSchema(), identities};
  redacted.redaction = RedactHistory(context, "order-17", *redacted.history);
  redacted.json = rpc::HistoryToJson(*redacted.history);
  return redacted;
}

inline std::string AllData(const Redacted& redacted) {
  std::string all;
  rpc::VisitPayloads(*redacted.history, [&all](rpc::PayloadPlace& place) {
    for (const Message* payload : place.payloads) {
      if (!all.empty()) all += " | ";
      all += rpc::PayloadEncoding(*payload) == "binary/null"
                 ? "null"
                 : rpc::PayloadData(*payload);
    }
  });
  return all;
}

inline Json Started(Json more = Json::object()) {
  Json attributes = {
      {"workflowType", {{"name", "Order"}}},
      {"workflowId", "order-17"},
      {"originalExecutionRunId", "01a200a3-9271-7939-ab7b-f839612b0ee5"}};
  attributes.update(more);
  return Event("workflowExecutionStarted", attributes);
}

inline Json Input(const std::string& json) {
  return {{"input", Payloads({JsonPayload(json)})}};
}

inline std::string Text(const Redacted& redacted, size_t event,
                        const std::string& path) {
  return rpc::GetString(
      *rpc::GetRepeated(*redacted.history, "events").at(event), path);
}

}  // namespace lockstep::fetch
