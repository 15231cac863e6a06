#include "history/go_markers.h"

#include <gtest/gtest.h>

namespace lockstep::history {
namespace {

Payload Json(const std::string& data) {
  return {{{"encoding", "json/plain"}}, data};
}

using Details = SortedMap<Payloads>;

Event MarkerEvent(std::string_view name, const Details& details) {
  MarkerRecorded marker;
  marker.name = name;
  marker.details = details;
  Event event;
  event.type = EventType::kMarkerRecorded;
  event.attributes = std::move(marker);
  return event;
}

TEST(GoVersion, HasItsChangeAndNumber) {
  const auto version = ReadGoVersion(MarkerEvent(
      "Version", {{"change-id", {Json("\"a\"")}}, {"version", {Json("2")}}}));

  ASSERT_TRUE(version);
  EXPECT_EQ(version->change_id, "a");
  EXPECT_EQ(version->version, 2);
  EXPECT_TRUE(version->upserted);
}

TEST(GoVersion, SaysWhetherAnUpsertFollows) {
  const auto upserted = [](const char* said) {
    return ReadGoVersion(
               MarkerEvent("Version", {{"change-id", {Json("\"a\"")}},
                                       {"version", {Json("2")}},
                                       {"version-search-attribute-updated",
                                        {Json(said)}}}))
        ->upserted;
  };

  EXPECT_TRUE(upserted("true"));
  EXPECT_FALSE(upserted("false"));
}

TEST(GoVersion, IsNothingIfItCannotBeRead) {
  const Details encrypted = {{"change-id", {Json("\x01")}},
                             {"version", {Json("\x02")}}};
  const Details without_id = {{"version", {Json("2")}}};
  const Details of_a_number = {{"change-id", {Json("3")}},
                               {"version", {Json("2")}}};

  EXPECT_FALSE(ReadGoVersion(MarkerEvent("Version", encrypted)));
  EXPECT_FALSE(ReadGoVersion(MarkerEvent("Version", without_id)));
  EXPECT_FALSE(ReadGoVersion(MarkerEvent("Version", of_a_number)));
  EXPECT_FALSE(ReadGoVersion(MarkerEvent("Version", {})));
  const Details unsure = {{"change-id", {Json("\"a\"")}},
                          {"version", {Json("2")}},
                          {"version-search-attribute-updated", {Json("3")}}};
  EXPECT_FALSE(ReadGoVersion(MarkerEvent("Version", unsure)));
}

TEST(GoMarkers, AreReadUnderTheirOwnNameOnly) {
  const Details details = {{"change-id", {Json("\"a\"")}},
                           {"version", {Json("2")}},
                           {"side-effect-id", {Json("1")}},
                           {"data", {Json("1")}}};

  EXPECT_FALSE(ReadGoVersion(MarkerEvent("Other", details)));
  EXPECT_FALSE(ReadGoSideEffect(MarkerEvent("Other", details)));
  EXPECT_FALSE(ReadGoVersion(Event()));
  EXPECT_EQ(MarkerName(MarkerEvent("Other", details)), "Other");
  EXPECT_EQ(MarkerName(Event()), "");
}

TEST(GoSideEffect, HasItsNumberAndValue) {
  const Event event = MarkerEvent(
      "SideEffect", {{"side-effect-id", {Json("3")}}, {"data", {Json("81")}}});
  const auto effect = ReadGoSideEffect(event);

  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->number, 3u);
  EXPECT_EQ(effect->value->front().data, "81");
}

TEST(GoSideEffect, IsNothingWithoutNumberOrValue) {
  EXPECT_FALSE(ReadGoSideEffect(
      MarkerEvent("SideEffect", {{"side-effect-id", {Json("3")}}})));
  EXPECT_FALSE(
      ReadGoSideEffect(MarkerEvent("SideEffect", {{"data", {Json("81")}}})));
}

const Payload kSeven = {{{"encoding", "json/protobuf"}},
                        R"({"payloads":[{"data":"Nw=="}]})"};

TEST(GoMutableSideEffect, HasItsIdCallAndValue) {
  const auto effect = ReadGoMutableSideEffect(
      MarkerEvent("MutableSideEffect",
                  {{"data", {Json("\"m\""), kSeven}},
                   {"mutable-side-effect-call-counter", {Json("4")}}}));

  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->id, "m");
  EXPECT_EQ(effect->call, 4u);
  ASSERT_EQ(effect->value.size(), 1u);
  EXPECT_EQ(effect->value[0].data, "7");
}

TEST(GoMutableSideEffect, OfOldSdksHoldsFromTheFirstCallOn) {
  const auto effect = ReadGoMutableSideEffect(
      MarkerEvent("MutableSideEffect", {{"data", {Json("\"m\""), kSeven}}}));

  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->call, 1u);
}

TEST(GoMutableSideEffect, IsNothingWithoutBothOfItsParts) {
  EXPECT_FALSE(ReadGoMutableSideEffect(
      MarkerEvent("MutableSideEffect", {{"data", {Json("\"m\"")}}})));
  EXPECT_FALSE(ReadGoMutableSideEffect(MarkerEvent(
      "MutableSideEffect", {{"data", {Json("\"m\""), Json("7")}}})));
}

std::optional<GoLocalActivity> Local(const std::string& json) {
  return ReadGoLocalActivity(
      MarkerEvent("LocalActivity", {{"data", {Json(json)}}}));
}

TEST(GoLocalActivity, HasWhatItsDataSays) {
  const auto local =
      Local(R"({"ActivityID":"2","ActivityType":"A","ReplayTime":)"
            R"("1970-01-01T00:00:09.5Z","Attempt":3,"Backoff":1000})");

  ASSERT_TRUE(local);
  EXPECT_EQ(local->number, 2u);
  EXPECT_EQ(local->type, "A");
  EXPECT_EQ(local->replay_time, (Timestamp{9, 500'000'000}));
  EXPECT_EQ(local->attempt, 3u);
  EXPECT_EQ(local->backoff, 1000);
  EXPECT_EQ(local->failure, nullptr);
}

TEST(GoLocalActivity, HasAResultOrAFailure) {
  const Payload data =
      Json(R"({"ActivityID":"1","ActivityType":"A","ReplayTime":)"
           R"("1970-01-01T00:00:09Z"})");
  const Event done =
      MarkerEvent("LocalActivity", {{"data", {data}}, {"result", {Json("5")}}});
  Event failed = MarkerEvent("LocalActivity", {{"data", {data}}});
  std::get<MarkerRecorded>(failed.attributes).failure.emplace();

  EXPECT_EQ(ReadGoLocalActivity(done)->result->front().data, "5");
  EXPECT_EQ(ReadGoLocalActivity(failed)->result, nullptr);
  EXPECT_NE(ReadGoLocalActivity(failed)->failure, nullptr);
}

TEST(GoLocalActivity, IsNothingIfItCannotBeRead) {
  EXPECT_FALSE(Local("\x01"));
  EXPECT_FALSE(Local("[]"));
  EXPECT_FALSE(Local(R"({"ActivityID":"1","ActivityType":"A"})"));
}

TEST(GoLocalActivity, IsNobodysUnderANumberThatNoEngineWrites) {
  for (const char* id : {"x", "0", "-1", "", "01", "4294967297"}) {
    const auto local =
        Local(R"({"ActivityID":")" + std::string(id) +
              R"(","ActivityType":"A","ReplayTime":"1970-01-01T00:00:09Z"})");
    ASSERT_TRUE(local) << id;
    EXPECT_EQ(local->number, 0u) << id;
  }
}

}  // namespace
}  // namespace lockstep::history
