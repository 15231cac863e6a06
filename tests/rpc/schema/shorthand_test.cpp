// The texts were written by the official Go library (temporalproto of
// go.temporal.io/api 1.63.5, with the shorthand enabled).
#include <gtest/gtest.h>

#include "rpc/schema/fields.h"
#include "rpc/schema/json_reader.h"
#include "rpc/schema/json_writer.h"

namespace lockstep::rpc {
namespace {

const Schema& Embedded() {
  static const Schema kSchema = Schema::Embedded();
  return kSchema;
}

using Metadata = std::vector<std::pair<const char*, const char*>>;

void AddPayload(const Metadata& metadata, const std::string& data,
                Message& payloads) {
  const auto& list = *payloads.GetDescriptor()->FindFieldByName("payloads");
  Message& payload = *payloads.GetReflection()->AddMessage(&payloads, &list);
  SetString(payload, "data", data);
  const auto& map = *payload.GetDescriptor()->FindFieldByName("metadata");
  for (const auto& [key, value] : metadata) {
    Message& entry = *payload.GetReflection()->AddMessage(&payload, &map);
    SetString(entry, "key", key);
    SetString(entry, "value", value);
  }
}

std::string Shorthand(const Message& message, JsonStyle style) {
  std::string text;
  AppendShorthandJson(message, style, text);
  return text;
}

const Metadata kPlain = {{"encoding", "json/plain"}};
constexpr char kNull[] = R"([{"metadata":{"encoding":"YmluYXJ5L251bGw="}}])";

TEST(Shorthand, OfAPayloadIsTheValueInIt) {
  struct {
    const char* data;
    const char* written;
  } const rows[] = {
      {"1", "[1]"},
      {" true ", "[true]"},
      {"-1.50", "[-1.5]"},
      {"1e-7", "[1e-7]"},
      {"0.000001", "[0.000001]"},
      {"1e21", "[1e+21]"},
      // Go reads all numbers as doubles.
      {"12345678901234567890", "[12345678901234567000]"},
      {"123456789012345678901234", "[1.2345678901234569e+23]"},
      {R"("a\u0001\u007f<&\u00e9\ud83d\ude00\"")",
       "[\"a\\u0001\x7f<&\xC3\xA9\xF0\x9F\x98\x80\\\"\"]"},
      {"{}", "[{}]"},
      {"[]", "[null]"},
      {"[[],{}]", "[[null,{}]]"},
      {R"({"b":[],"a":{},"c":[1,{"x":null}],"a":2})",
       R"([{"a":2,"b":null,"c":[1,{"x":null}]}])"},
      {"null", kNull},
  };
  for (const auto& row : rows) {
    const auto payloads = Embedded().New(kPayloadsMessage);
    AddPayload(kPlain, row.data, *payloads);

    EXPECT_EQ(Shorthand(*payloads, JsonStyle::kCompact), row.written);
  }
}

TEST(Shorthand, DependsOnTheEncoding) {
  struct {
    Metadata metadata;
    const char* data;
    const char* written;
  } const rows[] = {
      {{{"encoding", "binary/null"}}, "", kNull},
      {{{"encoding", "json/protobuf"}, {"messageType", "a.B"}},
       R"({"a":1,"_protoMessageType":"y"})",
       R"([{"_protoMessageType":"a.B","a":1}])"},
      // All that has no short form.
      {{{"encoding", "binary/plain"}},
       "x",
       R"({"payloads":[{"metadata":{"encoding":"YmluYXJ5L3BsYWlu"},)"
       R"("data":"eA=="}]})"},
      {{{"encoding", "json/plain"}, {"type", "Keyword"}},
       R"("x")",
       R"({"payloads":[{"metadata":{"encoding":"anNvbi9wbGFpbg==",)"
       R"("type":"S2V5d29yZA=="},"data":"Ingi"}]})"},
      {{{"encoding", "json/protobuf"}},
       "{}",
       R"({"payloads":[{"metadata":{"encoding":"anNvbi9wcm90b2J1Zg=="},)"
       R"("data":"e30="}]})"},
      {{}, "", R"({"payloads":[{}]})"},
      // Here Go fails.
      {kPlain, "nonsense",
       R"({"payloads":[{"metadata":{"encoding":"anNvbi9wbGFpbg=="},)"
       R"("data":"bm9uc2Vuc2U="}]})"},
      {{{"encoding", "json/protobuf"}, {"messageType", "a.B"}},
       "[1]",
       R"({"payloads":[{"metadata":{"encoding":"anNvbi9wcm90b2J1Zg==",)"
       R"("messageType":"YS5C"},"data":"WzFd"}]})"},
  };
  for (const auto& row : rows) {
    const auto payloads = Embedded().New(kPayloadsMessage);
    AddPayload(row.metadata, row.data, *payloads);

    EXPECT_EQ(Shorthand(*payloads, JsonStyle::kCompact), row.written);
  }
}

TEST(Shorthand, OfAListNeedsAllOfIt) {
  const auto payloads = Embedded().New(kPayloadsMessage);
  EXPECT_EQ(Shorthand(*payloads, JsonStyle::kPretty), "[]");

  AddPayload(kPlain, "1", *payloads);
  AddPayload(kPlain, R"({"a":[1]})", *payloads);
  EXPECT_EQ(Shorthand(*payloads, JsonStyle::kPretty),
            "[\n  1,\n  {\n    \"a\": [\n      1\n    ]\n  }\n]");

  AddPayload({{"encoding", "binary/plain"}}, "x", *payloads);
  EXPECT_EQ(Shorthand(*payloads, JsonStyle::kCompact),
            R"({"payloads":[1,{"a":[1]},{"metadata":{"encoding":)"
            R"("YmluYXJ5L3BsYWlu"},"data":"eA=="}]})");
}

// Memos come from strangers, and values are written by recursion.
TEST(Shorthand, OfWhatIsNestedTooDeeplyIsThePayload) {
  const auto payloads = Embedded().New(kPayloadsMessage);
  const size_t depth = 100'000;
  AddPayload(kPlain, std::string(depth, '[') + std::string(depth, ']'),
             *payloads);

  EXPECT_TRUE(Shorthand(*payloads, JsonStyle::kCompact)
                  .starts_with(R"({"payloads":[{"metadata":)"));
}

}  // namespace
}  // namespace lockstep::rpc
