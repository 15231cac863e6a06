// Search attributes and the memo, while the run goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workflow/fake_host.h"

using namespace lockstep;
using namespace lockstep::test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::string TextOf(const PayloadMap& map) {
  std::string text;
  for (const auto& [key, payload] : map) {
    text += (text.empty() ? "" : " ") + key + "=" + payload.data;
  }
  return text;
}

// Two of each call: one value, several; then what Info() says.
Task<void> Upserts(Context& ctx) {
  ctx.UpsertSearchAttribute("State", "open");
  ctx.UpsertSearchAttributes({{"Total", ToPayload(7)}, {"Due", ToPayload(1)}});
  ctx.UpsertMemo("note", std::string("hello"));
  ctx.UpsertMemo({{"a", ToPayload(1)}, {"b", ToPayload(nullptr)}});
  ctx.Log(LogLevel::kInfo, TextOf(ctx.Info().search_attributes));
  ctx.Log(LogLevel::kInfo, TextOf(ctx.Info().memo));
  co_await ctx.Sleep(1s);
}

TEST(Upsert, MakesOneCommandEachAndIsSeenInInfo) {
  Instance run(Only<&Upserts>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("UPSERT_ATTRIBUTES entry[State]=\"open\"",
                          "UPSERT_ATTRIBUTES entry[Due]=1 entry[Total]=7",
                          "UPSERT_MEMO entry[note]=\"hello\"",
                          "UPSERT_MEMO entry[a]=1 entry[b]=<binary/null>",
                          "LOG 2 Due=1 State=\"open\" Total=7",
                          "LOG 2 a=1 note=\"hello\"", "START_TIMER 1 1000ms"));
  EXPECT_THAT(run.stacks(), testing::Each(HasSubstr(" Upserts")));
}

TEST(Upsert, MakesTheSameCommandsInAReplay) {
  Instance live(Only<&Upserts>(), "W");
  Instance replayed(Only<&Upserts>(), "W");
  live.Activate({Start()});
  replayed.Activate({Start()}, Replaying::kYes);

  EXPECT_EQ(replayed.kinds(), live.kinds());
}

// A map of two numbers at the boundary.
class WireMap {
 public:
  WireMap() { map_ = {sizeof map_, keys_, payloads_.Get()->items, 2}; }
  const LsPayloadMap* Get() const { return &map_; }

 private:
  WirePayloads payloads_{{"1", "2"}};
  LsText keys_[2] = {{"a", 1}, {"b", 1}};
  LsPayloadMap map_{};
};

Task<void> Overwrites(Context& ctx) {
  ctx.UpsertMemo("a", 10);
  ctx.UpsertMemo("b", nullptr);
  ctx.UpsertSearchAttribute("a", nullptr);
  ctx.UpsertSearchAttribute("b", 20);
  ctx.UpsertSearchAttribute("none", nullptr);
  ctx.Log(LogLevel::kInfo, TextOf(ctx.Info().memo));
  ctx.Log(LogLevel::kInfo, TextOf(ctx.Info().search_attributes));
  co_return;
}

TEST(Upsert, ReplacesAKeyOrTakesItAway) {
  WireMap map;
  Instance run(Only<&Overwrites>(), "W", {}, [&](LsWorkflowInfo& info) {
    info.memo = map.Get();
    info.search_attributes = map.Get();
  });

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("UPSERT_MEMO entry[a]=10",
                          "UPSERT_MEMO entry[b]=<binary/null>",
                          "UPSERT_ATTRIBUTES entry[a]=<binary/null>",
                          "UPSERT_ATTRIBUTES entry[b]=20",
                          "UPSERT_ATTRIBUTES entry[none]=<binary/null>",
                          "LOG 2 a=10", "LOG 2 b=20", "COMPLETE"));
}

// Shouts, so that a payload that went through it is known.
class Shout final : public PayloadCodec {
 public:
  Payload Encode(const Payload& payload) const override {
    return {payload.metadata, payload.data + "!"};
  }
  Payload Decode(const Payload& payload) const override {
    return {payload.metadata, payload.data.substr(0, payload.data.size() - 1)};
  }
};
Task<void> UpsertsBoth(Context& ctx) {
  ctx.UpsertMemo("m", 1);
  ctx.UpsertSearchAttribute("s", 1);
  co_return;
}
void RegisterWithCodec(Build& build) {
  build.Workflow("W", &UpsertsBoth);
  build.Codec(std::make_unique<Shout>());
}

TEST(Upsert, EncodesTheMemoOnlySinceTheServerReadsSearchAttributes) {
  Instance run(internal::BuildOf<&RegisterWithCodec>::Get(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("UPSERT_MEMO entry[m]=1!",
                          "UPSERT_ATTRIBUTES entry[s]=1", "COMPLETE"));
}

Task<void> InACancelledScope(Context& ctx) {
  Context scope = ctx.NewScope();
  scope.Cancel();
  scope.UpsertMemo("m", 1);
  co_return;
}

TEST(Upsert, IsNothingThatAScopeCouldCancel) {
  Instance run(Only<&InACancelledScope>(), "W");

  EXPECT_THAT(run.Activate({Start()}),
              ElementsAre("UPSERT_MEMO entry[m]=1", "COMPLETE"));
}

Task<void> InHandlersThatMustNotAct(Context& ctx) {
  ctx.OnQuery("memo", [&ctx] { ctx.UpsertMemo("m", 1); });
  ctx.OnQuery("attribute", [&ctx] { ctx.UpsertSearchAttribute("s", 1); });
  co_await ctx.Await([] { return false; });
}

TEST(Upsert, InAQueryIsItsFailure) {
  Instance run(Only<&InHandlersThatMustNotAct>(), "W");
  run.Activate({Start()});

  EXPECT_THAT(run.Activate({Query("memo")}),
              ElementsAre(HasSubstr("must not upsert the memo")));
  EXPECT_THAT(run.Activate({Query("attribute")}),
              ElementsAre(HasSubstr("must not upsert search attributes")));
}

}  // namespace
