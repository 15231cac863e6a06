#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "history_fetch/status/report_json.h"
#include "history_fetch/status/report_text.h"

namespace lockstep::fetch {
namespace {

StatusReport Sample() {
  StatusReport report{
      .corpus = "corpus",
      .now = "2026-11-22T12:00:00Z",
      .reason = "1 run could not be fetched; run sync again",
      .synced_at = "2026-11-20T09:00:00.5Z",
      .age_s = 2 * 86400 + 3 * 3600,
      .histories = 1204,
      .types = {{.workflow_type = "Order",
                 .histories = 1203,
                 .open = 12,
                 .shapes = 17,
                 .oldest_start = "2026-01-01T00:00:00Z",
                 .newest_start = "2026-11-20T08:59:00.123Z",
                 .last_fetched = "2026-11-20T09:00:00Z"},
                {.workflow_type = "Re\nfund",
                 .histories = 1,
                 .ran_code = false}},
      .wanted_known = true,
      .missing_types = {"Ship"},
      .build_known = true,
      .gone_types = {"Re\nfund"},
      .expiry = {.expired = 1, .expiring = 2, .next = "2026-11-23T00:00:00Z"},
      .next_refresh_s = 7 * 86400,
      .drift = {.histories = 1,
                .unknown_fields = 3,
                .other_descriptors = 4,
                .server_versions = {"1.32.0"}},
      .servers = {},
      .failures = {"too old"}};
  report.servers = {{.source = "prod",
                     .version = "1.32.0",
                     .name_space = "shop",
                     .retention_s = 3 * 86400,
                     .running = {{.workflow_type = "Order",
                                  .running = 5312,
                                  .sampled = 1000,
                                  .unrepresented = 7},
                                 {.workflow_type = "Ship",
                                  .running = 1,
                                  .sampled = 1,
                                  .unrepresented = 1}},
                     .exposures = {{.workflow_type = "Order",
                                    .kind = Exposure::Kind::kChangeVersion,
                                    .version = "discount-2",
                                    .running = 40,
                                    .exact = false,
                                    .oldest_start = "2026-10-01T00:00:00Z",
                                    .examples = {{"order-\x1b[7", "r1"}}},
                                   {.workflow_type = "Order",
                                    .kind = Exposure::Kind::kNoChangeVersion,
                                    .running = 3},
                                   {.workflow_type = "Ship", .running = 1}},
                     .retirements = {{"old-1", 2, {"shop"}}}}};
  return report;
}

TEST(StatusText, SaysAllThatMatters) {
  EXPECT_EQ(
      StatusText(Sample()),
      R"(corpus: 1,204 histories of 2 types, fetched 2d 3h ago (2026-11-20T09:00:00Z), incomplete: 1 run could not be fetched; run sync again

  TYPE        HISTORIES  OPEN  SHAPES  OLDEST START          NEWEST START          FETCHED
  Order           1,203    12      17  2026-01-01T00:00:00Z  2026-11-20T08:59:00Z  2026-11-20T09:00:00Z
  Re\x0afund          1     0       0  -                     -                     -

Workflow types
  Ship: named by the build or the plan, not in the corpus
  Re\x0afund: in the corpus, not in the build; prune it once nothing of it runs
  Re\x0afund: no history has a completed workflow task, so nothing of its code is tested; start a worker and sync again

Running in namespace shop: 5,313 executions, 1,001 sampled; 8 of the sample are of a type or version that no history has
  TYPE   NOT IN THE CORPUS  RUNNING  OLDEST START          FOR EXAMPLE
  Order  change discount-2      ~40  2026-10-01T00:00:00Z  order-\x1b[7
  Order  no change version        3  -                     -
  Ship   no history               1  -                     -

Change versions that nothing running shows: their code may be retired, then their histories pruned
  old-1 (2 histories)

Retention
  1 history: the server has forgotten the run; it cannot be fetched again
  2 histories: the server forgets the run before the next refresh in 7d, the first at 2026-11-23T00:00:00Z
  namespace shop: retention is 3d; runs that close and go before the next refresh in 7d are never fetched, so refresh more often

Descriptors
  1 history: 3 fields that the descriptors do not know: the server was newer, or so old that they know the field no more; if newer, name newer ones with --descriptors and fetch them again
  4 histories: fetched with other descriptors than these
)");
}

TEST(StatusText, IsShortWhereAllIsWell) {
  const StatusReport report{
      .corpus = "corpus",
      .complete = true,
      .synced_at = "2026-11-20T09:00:00Z",
      .age_s = 60,
      .histories = 1,
      .types = {{.workflow_type = "Order", .histories = 1}},
      .servers = {
          {.name_space = "shop",
           .running = {
               {.workflow_type = "Order", .running = 1, .sampled = 1}}}}};

  EXPECT_EQ(
      StatusText(report),
      R"(corpus: 1 history of 1 type, fetched 1m ago (2026-11-20T09:00:00Z)

  TYPE   HISTORIES  OPEN  SHAPES  OLDEST START  NEWEST START  FETCHED
  Order          1     0       0  -             -             -

Running in namespace shop: 1 execution; the corpus has a history of each type and version
)");
}

TEST(StatusText, ShowsTwentyRowsAndCountsTheRest) {
  ServerStatus server;
  for (int i = 0; i < 23; ++i) {
    server.exposures.push_back({.workflow_type = "Order"});
    server.retirements.push_back({.change_version = "c-1"});
  }
  const StatusReport report{.corpus = "corpus", .servers = {server}};
  const std::string text = StatusText(report);

  size_t more = 0;
  for (size_t at = 0; (at = text.find("  and 3 more, with --output json\n",
                                      at)) != std::string::npos;
       ++at) {
    ++more;
  }
  EXPECT_EQ(more, 2u) << text;
}

TEST(StatusJson, HasAllOfIt) {
  const auto json = nlohmann::ordered_json::parse(StatusJson(Sample()));

  EXPECT_EQ(json["format"], 1);
  EXPECT_EQ(json["exit_code"], 5);
  EXPECT_EQ(json["exit_meaning"],
            "the corpus is empty, incomplete, stale, or below its plan's "
            "minima");
  EXPECT_EQ(json["errors"], nlohmann::json::array());
  EXPECT_EQ(json["age_s"], 183600);
  EXPECT_EQ(json["types"][0]["shapes"], 17);
  EXPECT_EQ(json["types"][0]["ran_code"], true);
  EXPECT_EQ(json["types"][1]["ran_code"], false);
  EXPECT_EQ(json["types"][1]["oldest_start"], nullptr);
  EXPECT_EQ(json["missing_types"], nlohmann::json({"Ship"}));
  EXPECT_EQ(json["expiry"]["expiring"], 2);
  EXPECT_EQ(json["drift"]["server_versions"], nlohmann::json({"1.32.0"}));
  EXPECT_EQ(json["failures"], nlohmann::json({"too old"}));
  ASSERT_EQ(json["servers"].size(), 1u);
  const auto& server = json["servers"][0];
  EXPECT_EQ(server["source"], "prod");
  EXPECT_EQ(server["running"][0]["sampled"], 1000);
  EXPECT_EQ(server["exposures"][0].dump(),
            R"({"workflow_type":"Order","kind":"change_version",)"
            R"("version":"discount-2","running":40,"exact":false,)"
            R"("oldest_start":"2026-10-01T00:00:00Z",)"
            "\"examples\":[{\"workflow_id\":\"order-\\u001b[7\","
            R"("run_id":"r1"}]})");
  EXPECT_EQ(server["exposures"][1]["kind"], "no_change_version");
  EXPECT_EQ(server["exposures"][1]["version"], nullptr);
  EXPECT_EQ(server["exposures"][2]["kind"], "type");
  EXPECT_EQ(json["retirements"][0]["histories"], 2);
}

TEST(StatusJson, SaysNullForWhatIsNotKnown) {
  const auto json = nlohmann::json::parse(StatusJson({.corpus = "corpus"}));

  for (const char* name :
       {"reason", "synced_at", "age_s", "missing_types", "gone_types"}) {
    EXPECT_EQ(json.at(name), nullptr) << name;
  }
  EXPECT_EQ(json.at("servers"), nlohmann::json::array());
}

TEST(StatusReport, RetiresOnlyWhatRunsOnNoServer) {
  const ServerStatus a{.retirements = {{"everywhere-1", 2}, {"only-a-1", 1}}};
  const ServerStatus b{.retirements = {{"everywhere-1", 2}, {"only-b-1", 1}}};

  EXPECT_EQ(CommonRetirements({a, b}),
            (std::vector<Retirement>{{"everywhere-1", 2}}));
  EXPECT_EQ(CommonRetirements({a}), a.retirements);
  EXPECT_TRUE(CommonRetirements({}).empty());
}

TEST(StatusReport, RetiresOnlyIfEachNamespaceOfTheTypeWasAsked) {
  const std::vector<Retirement> both = {{"old-1", 2, {"depot", "shop"}}};
  const ServerStatus shop{.name_space = "shop", .retirements = both};
  const ServerStatus depot{.name_space = "depot", .retirements = both};

  EXPECT_TRUE(CommonRetirements({shop}).empty());
  EXPECT_EQ(CommonRetirements({shop, depot}), both);
}

}  // namespace
}  // namespace lockstep::fetch
