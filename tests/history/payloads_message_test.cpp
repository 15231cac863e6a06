#include "history/payloads_message.h"

#include <gtest/gtest.h>

namespace lockstep::history {
namespace {

std::optional<Payloads> Read(const char* encoding, const std::string& data) {
  return ReadPayloadsMessage({{{"encoding", encoding}}, data});
}

// A field of protobuf's wire format that is bytes.
std::string Field(int number, const std::string& bytes) {
  return std::string{static_cast<char>(number << 3 | 2),
                     static_cast<char>(bytes.size())} +
         bytes;
}

std::string BinaryPayload(const std::string& data) {
  const std::string entry = Field(1, "encoding") + Field(2, "json/plain");
  return Field(1, Field(1, entry) + Field(2, data));
}

TEST(PayloadsMessage, IsReadAsBinary) {
  const auto payloads =
      Read("binary/protobuf", BinaryPayload("1") + BinaryPayload("\"b\""));

  ASSERT_TRUE(payloads);
  ASSERT_EQ(payloads->size(), 2u);
  EXPECT_EQ(payloads->at(0).data, "1");
  EXPECT_EQ(payloads->at(0).metadata.at("encoding"), "json/plain");
  EXPECT_EQ(payloads->at(1).data, "\"b\"");
}

TEST(PayloadsMessage, HasLengthsOfMoreThanOneByte) {
  const std::string data(200, 'x');
  const std::string field = std::string("\x12\xc8\x01", 3) + data;
  const auto payloads =
      Read("binary/protobuf", std::string("\x0a\xcb\x01", 3) + field);

  ASSERT_TRUE(payloads);
  EXPECT_EQ(payloads->at(0).data, data);
}

TEST(PayloadsMessage, IsReadAsJson) {
  const auto payloads =
      Read("json/protobuf",
           R"({"payloads":[{"metadata":{"encoding":"anNvbi9wbGFpbg=="},)"
           R"("data":"MQ=="}]})");

  ASSERT_TRUE(payloads);
  ASSERT_EQ(payloads->size(), 1u);
  EXPECT_EQ(payloads->at(0).metadata.at("encoding"), "json/plain");
  EXPECT_EQ(payloads->at(0).data, "1");
}

TEST(PayloadsMessage, MayHaveNone) {
  EXPECT_EQ(Read("binary/protobuf", "")->size(), 0u);
  EXPECT_EQ(Read("json/protobuf", "{}")->size(), 0u);
}

TEST(PayloadsMessage, IsInNoOtherEncoding) {
  EXPECT_FALSE(Read("json/plain", "{}"));
  EXPECT_FALSE(ReadPayloadsMessage({{}, "{}"}));
}

TEST(PayloadsMessage, IsNothingIfItIsBroken) {
  const std::string whole = BinaryPayload("1");
  for (size_t size = 1; size < whole.size(); ++size) {
    EXPECT_FALSE(Read("binary/protobuf", whole.substr(0, size))) << size;
  }
  EXPECT_FALSE(Read("binary/protobuf", "\x08\x01"));  // a number
  EXPECT_FALSE(Read("binary/protobuf", Field(2, "")));
  EXPECT_FALSE(Read("json/protobuf", "["));
  EXPECT_FALSE(Read("json/protobuf", "[]"));
  EXPECT_FALSE(Read("json/protobuf", R"({"payloads":[{"data":"?"}]})"));
  EXPECT_FALSE(Read("json/protobuf", R"({"payloads":[{"data":1}]})"));
}

}  // namespace
}  // namespace lockstep::history
