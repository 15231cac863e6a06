#include "history_fetch/redact/redact_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace lockstep::fetch {
namespace {

using testing::HasSubstr;

TEST(RedactReports, SayEverythingOnce) {
  RedactReport report;
  report.from = "a";
  report.to = "b";
  report.histories = 3;
  report.stored = 2;
  report.unchanged = 1;
  report.opaque["binary/encrypted"] = 2;
  report.left_out.push_back({"histories/T/x", "why"});
  report.shown.push_back({"histories/T/y", {7, "p.q"}, ""});
  report.shown.push_back({"histories/T/z", {7, "p.q"}, ""});
  EXPECT_EQ(RedactText(report),
            "left out: histories/T/x: why\n"
            "note: histories/T/y: event 7: p.q shows a value that was replaced "
            "elsewhere (1 more like it)\n"
            "note: 2 payloads of binary/encrypted left as they are\n"
            "not verified: give --build to replay both corpora with it\n"
            "a: 2 of 3 histories redacted to b (1 were so already)\n");
  report.verified = true;
  report.verification = {"lockstep-replay", "b.so", 2, {}, 4};
  EXPECT_THAT(RedactText(report),
              HasSubstr("verified: 2 histories replayed with b.so"));
  EXPECT_THAT(RedactText(report), HasSubstr("note: 4 differences between"));
  const auto json = nlohmann::ordered_json::parse(RedactJson(report));
  EXPECT_EQ(json["format"], 1);
  EXPECT_EQ(json["command"], "redact");
  EXPECT_EQ(json["corpus"], "a");
  EXPECT_EQ(json["exit_code"], 6);
  EXPECT_EQ(json["exit_meaning"], "a history or the corpus contradicts itself");
  EXPECT_EQ(json["left_out"][0]["why"], "why");
  EXPECT_EQ(json["opaque_payloads"]["binary/encrypted"], 2);
  EXPECT_EQ(json["verification"]["value_differences"], 4);
  EXPECT_EQ(json["shown_values"][0]["event_id"], 7);
}

TEST(RedactReports, CutLongLists) {
  RedactReport report;
  for (int i = 0; i < 25; ++i) {
    report.secrets.push_back({"f", {i, "p"}, "kind"});
  }
  EXPECT_THAT(RedactText(report), HasSubstr("... and 5 more; see -o json"));
}

}  // namespace
}  // namespace lockstep::fetch
