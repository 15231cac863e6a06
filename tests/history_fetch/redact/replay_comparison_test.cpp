#include "history_fetch/redact/replay_comparison.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lockstep::fetch {
namespace {

std::string ResultJson(const std::string& history, const std::string& more) {
  return R"({"history":")" + history +
         R"(","verdict":"ok","open":false,"workflow_type":"Order",)"
         R"("events":5,"tasks":1,"commands":2,"message":"",)"
         R"("differences":{"compatible":0,"target":0,"value":1},)"
         R"("divergence":null,"findings":[])" +
         more + "}";
}

ReplayOutcome OutcomeOf(const std::string& more) {
  const auto read = ReadReplay(
      R"({"format":1,"results":[)" + ResultJson("/c/histories/x", more) + "]}",
      "/c");
  EXPECT_TRUE(read.has_value()) << (read ? "" : read.error().message);
  return read ? read->at("histories/x") : ReplayOutcome{};
}

TEST(ReplayComparison, SeesEveryDifferenceButThoseOfValues) {
  const ReplayOutcome original = OutcomeOf("");
  EXPECT_EQ(original.value_differences, 1);
  const std::string finding =
      R"(,"findings":[{"kind":"field-mismatch","tier":"TIER","field":"f",)"
      R"("task":1,"started_event_id":3,"event_id":5,"recorded":"a",)"
      R"("produced":"b"}])";
  const auto of_tier = [&finding](const std::string& tier) {
    std::string text = finding;
    return text.replace(text.find("TIER"), 4, tier);
  };
  for (const std::string& same :
       {std::string(), std::string(R"(,"message":"other")"),
        std::string(R"(,"workflow_id":"r-x")"), of_tier("value")}) {
    EXPECT_EQ(WhyDifferent(original, OutcomeOf(same)), "") << same;
  }
  for (const std::string& other :
       {std::string(R"(,"open":true)"), std::string(R"(,"commands":3)"),
        std::string(R"(,"tasks":2)"),
        std::string(R"(,"live_edge":{"ran":true,"commands":1})"),
        std::string(R"(,"failed_in":{"task":1})"), of_tier("target")}) {
    EXPECT_EQ(WhyDifferent(original, OutcomeOf(other)),
              "its verdict is ok like the original's, but it gets there in "
              "another way")
        << other;
  }
  EXPECT_EQ(
      WhyDifferent(original, OutcomeOf(R"(,"verdict":"nondeterminism",)"
                                       R"("message":"a timer is missing",)"
                                       R"("divergence":{"difference":{}})")),
      "its verdict is nondeterminism where the original's is ok: a timer "
      "is missing");
}

TEST(ReplayComparison, SeesWhereTheCommandsPart) {
  const auto asked = [](const std::string& second) {
    return OutcomeOf(R"(,"trace":[{"task":1,"kind":"start-timer","name":"",)"
                     R"("place":{"file":"a.cpp","line":3,"function":"F"}})" +
                     second + "]");
  };
  const auto command = [](const char* kind, const char* name, int line,
                          int task) {
    return fmt::format(
        R"(,{{"task":{},"kind":"{}","name":"{}",)"
        R"("place":{{"file":"a.cpp","line":{},"function":"F"}}}})",
        task, kind, name, line);
  };
  const ReplayOutcome original =
      asked(command("schedule-activity", "Vip", 7, 0));
  EXPECT_EQ(WhyDifferent(original, original), "");
  const std::string begin = "its verdict is ok like the original's, but ";
  const std::string end =
      " where the original's asks for schedule-activity Vip at a.cpp:7 in the "
      "task in flight";
  EXPECT_EQ(
      WhyDifferent(original, asked(command("schedule-activity", "All", 9, 2))),
      begin + "the code asks for schedule-activity All at a.cpp:9 in task 2" +
          end);
  EXPECT_EQ(
      WhyDifferent(original, asked(command("schedule-activity", "Vip", 9, 0))),
      begin +
          "the code asks for schedule-activity Vip at a.cpp:9 in the task in "
          "flight" +
          end);
  EXPECT_EQ(WhyDifferent(original, asked("")),
            begin + "the code asks for nothing" + end);
}

TEST(ReplayComparison, ThePlaceOfADivergenceCounts) {
  const auto divergence = [](int event) {
    return OutcomeOf(R"(,"verdict":"nondeterminism","message":"m",)"
                     R"("divergence":{"difference":{"kind":"k","event_id":)" +
                     std::to_string(event) + R"(,"recorded":"x"}})");
  };
  EXPECT_EQ(WhyDifferent(divergence(5), divergence(5)), "");
  EXPECT_NE(WhyDifferent(divergence(5), divergence(6)), "");
}

TEST(ReplayComparison, RefusesWhatIsNoResult) {
  for (const char* text : {"", "x", "[]", "{}", R"({"format":2,"results":[]})",
                           R"({"format":1})"}) {
    EXPECT_FALSE(ReadReplay(text, "/c").has_value()) << text;
  }
}

// A program that answers as lockstep-replay would.

}  // namespace
}  // namespace lockstep::fetch
