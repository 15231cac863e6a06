#include "tests/history_fetch/redact/history_builder.h"

#include <gtest/gtest.h>

#include <utility>

#include "rpc/schema/json_reader.h"

namespace lockstep::fetch {

const rpc::Schema& TestSchema() {
  static const rpc::Schema kSchema = rpc::Schema::Embedded();
  return kSchema;
}

std::string Base64(const std::string& bytes) {
  constexpr char kLetters[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    unsigned int group = 0;
    for (size_t j = 0; j < 3; ++j) {
      group = group << 8 |
              (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j])
                                    : 0u);
    }
    for (size_t j = 0; j < 4; ++j) {
      const bool there = i + j <= bytes.size();
      text += there ? kLetters[group >> (18 - 6 * j) & 63] : '=';
    }
  }
  return text;
}

Json BytesPayload(const std::string& encoding, const std::string& bytes) {
  return {{"metadata", {{"encoding", Base64(encoding)}}},
          {"data", Base64(bytes)}};
}

Json JsonPayload(const std::string& json) {
  return BytesPayload("json/plain", json);
}

Json Payloads(std::vector<Json> payloads) {
  return {{"payloads", std::move(payloads)}};
}

Json Event(const std::string& name, Json attributes, Json more) {
  more[name + "EventAttributes"] = std::move(attributes);
  return more;
}

std::unique_ptr<rpc::Message> HistoryOf(std::vector<Json> events) {
  for (size_t i = 0; i < events.size(); ++i) {
    events[i]["eventId"] = std::to_string(i + 1);
  }
  const Json history = {{"events", std::move(events)}};
  auto parsed =
      rpc::ParseJson(TestSchema(), rpc::kHistoryMessage, history.dump());
  if (!parsed) {
    ADD_FAILURE() << parsed.error().message;
    return TestSchema().New(rpc::kHistoryMessage);
  }
  EXPECT_TRUE(parsed->dropped.empty()) << parsed->dropped.front();
  return std::move(parsed->message);
}

}  // namespace lockstep::fetch
