// Values on their way to the server and back.
#include "lockstep/payload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

namespace shop {

struct Order {
  std::string item;
  int count = 0;
  bool operator==(const Order&) const = default;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Order, item, count)

}  // namespace shop

using namespace lockstep;
using namespace lockstep::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

template <class T>
std::string Written(const T& value) {
  const Payload payload = ToPayload(value);
  return std::string(payload.Encoding()) + " " + payload.data;
}

TEST(Payload, IsWrittenByTheTypeOfItsValue) {
  const char* const text = "text";

  EXPECT_EQ(Written(1), "json/plain 1");
  EXPECT_EQ(Written(text), "json/plain \"text\"");
  EXPECT_EQ(Written("text"), "json/plain \"text\"");
  EXPECT_EQ(Written(std::string_view("text")), "json/plain \"text\"");
  EXPECT_EQ(Written(shop::Order{"tea", 2}),
            "json/plain {\"count\":2,\"item\":\"tea\"}");
  EXPECT_EQ(Written(std::vector<int>{1, 2}), "json/plain [1,2]");
  EXPECT_EQ(Written(nullptr), "binary/null ");
  EXPECT_EQ(Written(std::nullopt), "binary/null ");
  EXPECT_EQ(Written(std::optional<int>()), "binary/null ");
  EXPECT_EQ(Written(std::optional<int>(3)), "json/plain 3");
  EXPECT_EQ(Written(Bytes("\x01\x02")), "binary/plain \x01\x02");
}

TEST(Payload, IsReadBack) {
  const shop::Order order{"tea", 2};
  const Payload raw({{"encoding", "mine"}}, "data");

  EXPECT_EQ(FromPayload<shop::Order>(ToPayload(order)), order);
  EXPECT_EQ(FromPayload<std::string>(ToPayload("text")), "text");
  EXPECT_EQ(FromPayload<std::optional<int>>(ToPayload(nullptr)), std::nullopt);
  EXPECT_EQ(FromPayload<std::optional<int>>(ToPayload(nlohmann::json())),
            std::nullopt);
  EXPECT_EQ(FromPayload<Bytes>(ToPayload(Bytes("x"))), Bytes("x"));
  EXPECT_EQ(FromPayload<Payload>(raw), raw);
  EXPECT_EQ(ToPayload(raw), raw);
  EXPECT_EQ(FromPayload<std::nullptr_t>(ToPayload(nullptr)), nullptr);
}

template <class T>
std::string WhyNot(const Payload& payload) {
  try {
    FromPayload<T>(payload);
  } catch (const UndecodablePayload& error) {
    return error.what();
  }
  return "";
}

TEST(Payload, ThatCannotBeReadNamesEncodingAndType) {
  EXPECT_THAT(WhyNot<int>(ToPayload("x")),
              HasSubstr("a payload with encoding 'json/plain' is no int: "));
  EXPECT_THAT(WhyNot<shop::Order>(Payload({{"encoding", "proto"}}, "x")),
              HasSubstr("encoding 'proto' is no shop::Order: it is read from"));
  EXPECT_THAT(WhyNot<int>(Payload({{"encoding", "json/plain"}}, "{")),
              HasSubstr("is no int: "));
  EXPECT_THAT(WhyNot<int>(Payload()), HasSubstr("no encoding is no int"));
  EXPECT_THAT(WhyNot<Bytes>(ToPayload(1)), HasSubstr("lockstep::Bytes"));
  EXPECT_THAT(WhyNot<int>(ToPayload(nullptr)), HasSubstr("is no int: "));
}

// Writes the bytes backwards under an encoding of its own.
class Backwards final : public PayloadCodec {
 public:
  Payload Encode(const Payload& payload) const override {
    Payload made({{"encoding", "backwards"}, {"was", ""}},
                 {payload.data.rbegin(), payload.data.rend()});
    made.metadata["was"] = payload.Encoding();
    return made;
  }
  Payload Decode(const Payload& payload) const override {
    if (payload.Encoding() != "backwards") return payload;
    if (payload.data == "bad") throw std::runtime_error("no key");
    return Payload({{"encoding", "json/plain"}},
                   {payload.data.rbegin(), payload.data.rend()});
  }
};

Task<int> Doubles(Context& ctx, int value) {
  ctx.OnQuery("q", [] { return 12; });
  co_return co_await ctx.Activity<int>("A", ActivityOptions(), value) + 1;
}
void RegisterCodec(Build& build) {
  build.Workflow("W", &Doubles);
  build.Codec(std::make_unique<Backwards>());
}

TEST(Codec, StandsBetweenConverterAndServer) {
  Instance run(internal::BuildOf<&RegisterCodec>::Get(), "W", {"123"});
  Job done = ActivityDone(1, "014");  // 410
  done.encoding = "backwards";

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre(HasSubstr("A(<backwards>321)")));
  EXPECT_THAT(run.Activate({Query("q")}),
              ElementsAre("ANSWER q <backwards>21"));
  EXPECT_THAT(run.Activate({done}), ElementsAre("COMPLETE <backwards>114"));
}

TEST(Codec, ThatCannotDecodeMakesThePayloadUndecodable) {
  Instance run(internal::BuildOf<&RegisterCodec>::Get(), "W", {"123"});
  run.Activate({Start()});
  Job done = ActivityDone(1, "bad");
  done.encoding = "backwards";

  EXPECT_THAT(run.Activate({done}),
              ElementsAre(HasSubstr("status 2: the codec cannot decode a "
                                    "payload: no key")));
}

}  // namespace
